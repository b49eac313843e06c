import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const tsx = createRequire(import.meta.url).resolve('tsx/cli');
const start = fileURLToPath(new URL('../../../demo/start.ts', import.meta.url));

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, timeout: 20_000 };
    const child = execFile(process.execPath, [tsx, start, ...args], options, (_, out, err) => {
      resolve({ code: child.exitCode, out, err });
    });
  });
}

describe('npm run demo', () => {
  it.each([
    ['--port', ['--port', 'x'], {}, '--port is "x", but has to be a number from 0 to 65535.'],
    ['a port that is too high', ['--port', '65536'], {}, '--port is "65536", but has to be a number from 0 to 65535.'],
    ['PORT', [], { PORT: '80a' }, 'PORT is "80a", but has to be a number from 0 to 65535.'],
    ['a mistyped option', ['--prot', '1'], {}, "Unknown option '--prot'"],
  ])('tells what is wrong with %s, and builds nothing', async (_, args, env, words) => {
    const { code, out, err } = await run(args, env);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(words);
    expect(err).not.toContain('Building');
    expect(err).not.toContain('    at ');
  });

  it('explains itself', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('--port <number>');
  });
});
