import { writeFile } from 'node:fs/promises';
import type { Reporter, TestSuiteResult } from '@web/test-runner';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

function count(suite: TestSuiteResult, counts: Counts): void {
  for (const test of suite.tests) counts[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed'] += 1;
  for (const child of suite.suites) count(child, counts);
}

/**
 * Writes `{"passed","failed","skipped","errors"}` to `path` when the run ends. A file that did not load, or broke
 * outside any test, counts as one failure, so that a suite which never ran is not taken for a clean one.
 */
export function wtrJsonReporter(path: string): Reporter {
  return {
    async stop({ sessions }) {
      const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
      const errors: string[] = [];
      for (const session of sessions) {
        const before = counts.failed;
        if (session.testResults !== undefined) count(session.testResults, counts);
        for (const error of session.errors) errors.push(`${session.testFile}: ${error.message}`);
        if (session.passed !== true && counts.failed === before) counts.failed += 1;
      }
      await writeFile(path, `${JSON.stringify({ ...counts, errors })}\n`);
    },
  };
}
