import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  test: {
    include: ['{src,lab,scripts}/**/*.test.ts'],
    // Tests start servers and send signals: a process each.
    pool: 'forks',
    // One file at a time: the lab's files start the same servers, and Postfix for one takes no second master beside it.
    fileParallelism: false,
    // Real servers on a busy machine lose a connection now and then; what is broken fails three times.
    retry: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
};

// biome-ignore lint/style/noDefaultExport: vitest takes its configuration as a default export only
export default config;
