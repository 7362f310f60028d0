import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const limits = { testTimeout: 120_000, hookTimeout: 120_000 };

/** Only compute, so that one process runs many of these files: what they import is loaded and made fast once. */
const pure = [
  'properties/**/*.property.ts',
  'test/{arithmetic,datasets,experiments,hyperparameters,inference,laws,metrics,networks,objectives}/**/*.test.ts',
  'test/{optimizers,quality,random,records,report,statistics,verdicts}/**/*.test.ts',
  'test/dynamics/*.test.ts',
  'test/dynamics/wasm/**/*.test.ts',
];

const configuration: ViteUserConfig = defineConfig({
  test: {
    globalSetup: ['test/build.ts'],
    // What has been transformed once is not transformed again, by neither project nor the next run: a file starts in half the time.
    experimental: { fsModuleCache: true },
    // Vitest leaves one processor to itself, which is half of a machine with two.
    maxWorkers: availableParallelism(),
    projects: [
      // Their concurrent tests start processes, of which more than processors would only run into the time limits of subjects.
      { test: { name: 'isolated', include: ['test/**/*.test.ts'], exclude: pure, maxConcurrency: 2, ...limits } },
      { test: { name: 'pure', include: pure, isolate: false, ...limits } },
    ],
  },
});

export default configuration;
