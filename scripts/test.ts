import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './browser.ts';
import { runStep, Tally, type Step } from './test-steps.ts';

/*
 * `npm test`: everything that a change must pass, one step after the other (the machine's two cores play audio in real
 * time), and one sum at the end. A step that is no test suite counts as one test.
 */

interface ChangeStep extends Step {
  /** Set where the step runs only when it is named, or when TEST_BROWSERS is set: what to say instead. */
  readonly unasked?: string;
}

const steps: readonly ChangeStep[] = [
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'size', command: ['npm', 'run', '--silent', 'size'] },
  { name: 'type check', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'manifest', command: ['npx', 'tsx', 'scripts/check-manifest.ts'] },
  // Side by side: none of them plays audio in real time to a browser. By itself vitest leaves one of two cores idle.
  {
    name: 'unit, relay, product',
    command: ['npx', 'vitest', 'run', '--maxWorkers=100%', ...['unit', 'relay', 'product'].flatMap((project) => ['--project', project])],
    report: 'vitest',
  },
  { name: 'browser', command: ['npx', 'wtr'], report: 'wtr' },
  {
    name: 'other browsers',
    command: ['npx', 'tsx', 'scripts/test-browsers.ts'],
    report: 'wtr',
    unasked: 'not run: needs Firefox and WebKitGTK. `npm run test:browsers` runs it, TEST_BROWSERS=1 adds it here',
  },
  { name: 'end to end', command: ['npx', 'vitest', 'run', '--project', 'e2e'], report: 'vitest', limitMs: 15 * 60_000 },
];

const folder = await mkdtemp(join(tmpdir(), 'realtime-assistant-test-'));
const tally = new Tally();
try {
  const browser = await ensureBrowser();
  const only = process.argv.slice(2);
  const asked = (process.env['TEST_BROWSERS'] ?? '') !== '';
  for (const step of steps.filter(({ name }) => only.length === 0 || only.includes(name))) {
    if (step.unasked !== undefined && !asked && !only.includes(step.name)) {
      tally.note(step.name, step.unasked);
      continue;
    }
    const sum = await tally.count(step.name, () => runStep(step, folder, { CHROMIUM_PATH: browser }));
    // What was not built cannot be tested.
    if (step.name === 'build' && sum.failed > 0) break;
  }
} catch (error) {
  tally.fail(error);
} finally {
  await rm(folder, { recursive: true, force: true });
}
tally.close();
