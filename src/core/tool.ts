/** Name and version as results carry them; a test holds the version to package.json. */
export const TOOL_VERSION = '0.1.0';
export const TOOL: string = `tlsfloor ${TOOL_VERSION}`;
