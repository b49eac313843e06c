import { defineConfig } from 'vitest/config';

// Suites that need no page of their own: the pure parts, the relay (against its build, because its speech parts start worker threads
// from files), the whole product without a browser, and in a real one that the tests drive themselves.
const withoutBrowser = ['framework-types', 'package-files', 'questions', 'simple-relay', 'text-over-http'].map(
  (name) => `test/e2e/${name}.test.ts`,
);

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      { test: { name: 'relay', include: ['relay/test/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 } },
      { test: { name: 'product', include: withoutBrowser, testTimeout: 90_000, hookTimeout: 120_000 } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: withoutBrowser,
          globalSetup: 'test/e2e/knowledge.ts',
          testTimeout: 90_000,
          hookTimeout: 120_000,
          // One browser with real-time audio at a time: two would starve each other on a small machine.
          fileParallelism: false,
        },
      },
    ],
  },
});
