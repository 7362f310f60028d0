import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'properties/**/*.property.ts'],
    globalSetup: ['test/build.ts'],
    testTimeout: 120_000,
  },
});
