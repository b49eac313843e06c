import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './browser.ts';

/*
 * `npm test`: everything that a change must pass, one step after the other (the machine's two cores play audio in real
 * time), and one sum at the end. A step that is no test suite counts as one test.
 */

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** How the step's own numbers are read; without it the step is one test. */
  readonly report?: 'vitest' | 'wtr';
}

interface Sum {
  passed: number;
  failed: number;
  skipped: number;
}

const STEPS: readonly Step[] = [
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'type check', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'manifest', command: ['npx', 'tsx', 'scripts/check-manifest.ts'] },
  { name: 'unit', command: ['npx', 'vitest', 'run', '--project', 'unit'], report: 'vitest' },
  { name: 'relay', command: ['npx', 'vitest', 'run', '--project', 'relay'], report: 'vitest' },
  { name: 'browser', command: ['npx', 'wtr'], report: 'wtr' },
  { name: 'end to end', command: ['npx', 'vitest', 'run', '--project', 'e2e'], report: 'vitest' },
];

/** Longest run of one step, far above what it takes: a step that hangs is a failure and not a wait for ever. */
const STEP_LIMIT_MS = 12 * 60_000;

function run(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command[0]!, command.slice(1), {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
      timeout: STEP_LIMIT_MS,
    });
    child.on('error', (error) => {
      console.error(`${command.join(' ')}: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
}

async function readReport(kind: 'vitest' | 'wtr', file: string): Promise<Sum | null> {
  try {
    const report: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (kind === 'wtr') {
      const { passed, failed, skipped = 0 } = report as Sum;
      return { passed, failed, skipped };
    }
    const vitest = report as VitestReport;
    return {
      passed: vitest.numPassedTests,
      failed: vitest.numFailedTests,
      skipped: vitest.numPendingTests + vitest.numTodoTests,
    };
  } catch {
    return null;
  }
}

async function runStep(step: Step, folder: string, browser: string): Promise<Sum> {
  const file = join(folder, `${step.name.replaceAll(' ', '-')}.json`);
  const reporting =
    step.report === 'vitest' ? ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`] : [];
  const code = await run([...step.command, ...reporting], { WTR_JSON: file, CHROMIUM_PATH: browser });
  const sum = step.report === undefined ? { passed: 1, failed: 0, skipped: 0 } : await readReport(step.report, file);
  if (sum === null) return { passed: 0, failed: 1, skipped: 0 };
  // A suite that fails outside its tests (a file that does not load) must not look green.
  if (code !== 0 && sum.failed === 0) {
    return step.report === undefined ? { passed: 0, failed: 1, skipped: 0 } : { ...sum, failed: 1 };
  }
  return sum;
}

const folder = await mkdtemp(join(tmpdir(), 'realtime-assistant-test-'));
const total: Sum = { passed: 0, failed: 0, skipped: 0 };
const table: string[] = [];
try {
  const browser = await ensureBrowser();
  const only = process.argv.slice(2);
  for (const step of STEPS.filter(({ name }) => only.length === 0 || only.includes(name))) {
    console.log(`\n— ${step.name}`);
    const started = Date.now();
    const sum = await runStep(step, folder, browser);
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += sum[key];
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    table.push(`${step.name.padEnd(12)} ${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped (${seconds} s)`);
    // What was not built cannot be tested.
    if (step.name === 'build' && sum.failed > 0) break;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  total.failed++;
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(`\n${table.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;
