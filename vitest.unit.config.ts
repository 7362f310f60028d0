import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/**
 * What is quick enough to run after every change: files of `src/` tested one by one, without processes, threads, Python or TensorFlow.
 * The whole suite is `npm test`.
 */
const configuration: ViteUserConfig = defineConfig({
  test: {
    globalSetup: ['test/build.ts'],
    experimental: { fsModuleCache: true },
    include: [
      'test/{arithmetic,datasets,dynamics,experiments,hyperparameters,inference,laws,metrics,networks,objectives}/**/*.test.ts',
      'test/{optimizers,random,records,report,statistics,verdicts}/**/*.test.ts',
    ],
    exclude: [
      // Workers, and other processes.
      'test/dynamics/workers/**',
      'test/experiments/record-folder.test.ts',
      // Whole laws.
      'test/experiments/keep-records.test.ts',
      // TensorFlow.js takes seconds to load.
      'test/networks/tensorflow.test.ts',
      // Whole inferences and thousands of configurations: the conduct of laws and inference as wholes.
      'test/inference/{decay,infer-profile,findings/switches}.test.ts',
      'test/inference/model/{analyse-model,model-kinds}.test.ts',
      'test/laws/exact/{first-step,gradient-scale,partition-invariance,scaling-symmetry,zero-gradient-decay}.test.ts',
      'test/laws/statistical/{equilibrium-start,rate-drop}.test.ts',
    ],
    isolate: false,
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
  },
});

export default configuration;
