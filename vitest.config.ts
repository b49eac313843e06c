import { defineConfig } from 'vitest/config';

// Three suites that need no page of their own: the pure parts, the relay (against its build, because its speech parts
// start worker threads from files), and the whole product in a real browser that the tests drive themselves.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      { test: { name: 'relay', include: ['relay/test/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          // One browser with real-time audio at a time: two would starve each other on a small machine.
          fileParallelism: false,
        },
      },
    ],
  },
});
