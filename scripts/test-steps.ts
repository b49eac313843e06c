import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** How the step's own numbers are read; without it the step is one test. */
  readonly report?: 'vitest' | 'wtr';
  /** Longest run, {@link stepLimitMs} by default. */
  readonly limitMs?: number;
}

export interface Sum {
  passed: number;
  failed: number;
  skipped: number;
}

/** Longest run of one step, far above what it takes: a step that hangs is a failure and not a wait for ever. */
const stepLimitMs = 12 * 60_000;

function run(
  { name, command, limitMs = stepLimitMs }: Step,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command[0]!, [...command.slice(1), ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
      timeout: limitMs,
      // Playwright takes SIGTERM for its browser alone, and the runner would go on without it.
      killSignal: 'SIGINT',
      ...(signal === undefined ? {} : { signal }),
    });
    child.on('error', (error) => {
      console.error(`${command.join(' ')}: ${error.message}`);
      // One that was stopped is waited for: it has browsers of its own to end.
      if (child.pid === undefined) resolve(1);
    });
    const started = Date.now();
    child.on('close', (code) => {
      const isLate = Date.now() - started >= limitMs;
      if (isLate) console.error(`${name} was stopped: it took longer than ${limitMs / 60_000} minutes.`);
      resolve(isLate ? 1 : (code ?? 1));
    });
  });
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
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

/**
 * Runs a step and reads its numbers.
 * @param folder where the step's report may lie meanwhile
 * @param signal stops the step
 */
export async function runStep(
  step: Step,
  folder: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Sum> {
  const file = join(folder, `${step.name.replaceAll(' ', '-')}.json`);
  const reporting =
    step.report === 'vitest' ? ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`] : [];
  const code = await run(step, reporting, { ...env, WTR_JSON: file }, signal);
  const sum = step.report === undefined ? { passed: 1, failed: 0, skipped: 0 } : await readReport(step.report, file);
  if (sum === null) return { passed: 0, failed: 1, skipped: 0 };
  // A suite that fails outside its tests (a file that does not load) must not look green.
  if (code !== 0 && sum.failed === 0) {
    return step.report === undefined ? { passed: 0, failed: 1, skipped: 0 } : { ...sum, failed: 1 };
  }
  return sum;
}

/** The numbers of all steps, and their sum. */
export class Tally {
  readonly total: Sum = { passed: 0, failed: 0, skipped: 0 };
  readonly #lines: string[] = [];

  /** Announces the step, runs it and counts what came of it. */
  async count(name: string, run: () => Promise<Sum>): Promise<Sum> {
    console.log(`\n— ${name}`);
    const started = Date.now();
    const sum = await run();
    for (const key of ['passed', 'failed', 'skipped'] as const) this.total[key] += sum[key];
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    this.note(name, `${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped (${seconds} s)`);
    return sum;
  }

  /** A line of the table that counts nothing. */
  note(name: string, text: string): void {
    this.#lines.push(`${name.padEnd(14)} ${text}`);
  }

  /** Something outside all steps went wrong. */
  fail(error: unknown): void {
    console.error(error instanceof Error ? error.message : error);
    this.total.failed += 1;
  }

  /** Prints the table and the sum, and sets the exit code. */
  close(): void {
    const { passed, failed, skipped } = this.total;
    console.log(`\n${this.#lines.join('\n')}\n`);
    console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    process.exitCode = failed > 0 ? 1 : 0;
  }
}
