export function traceToStderr(): void {}
