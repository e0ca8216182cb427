import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  test: {
    include: ['{src,lab,scripts}/**/*.test.ts'],
    // Tests start servers and send signals: a process each, and no more than a small machine can hold.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
};

// biome-ignore lint/style/noDefaultExport: vitest takes its configuration as a default export only
export default config;
