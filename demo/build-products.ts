import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Builds what the demo serves: the widget as one script, and the relay. Their output is shown only where they fail.
 * @param root folder of the checkout
 * @throws an Error that says what to do.
 */
export async function buildProducts(root: string): Promise<void> {
  for (const tool of ['vite', 'typescript', 'realtime-assistant-relay']) {
    if (existsSync(join(root, 'node_modules', tool))) continue;
    throw new Error(`The build needs "${tool}", which is not installed. Run "npm install" in ${root} first.`);
  }
  await Promise.all([buildWidget(root), npm(root, 'the relay', ['run', '--silent', 'build', '-w', 'relay'])]);
}

/** The script, and beside it the worklets and workers as files, which come with the module: a strict policy allows no others. */
async function buildWidget(root: string): Promise<void> {
  const vite = ['exec', '--no', '--', 'vite', 'build', '--logLevel', 'warn'];
  await npm(root, 'the widget', vite);
  await npm(root, 'the widget', [...vite, '--mode', 'script']);
}

function npm(cwd: string, what: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // npm is a script on Windows, which only a shell can start.
    const child = spawn('npm', args, { cwd, shell: process.platform === 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
    }
    child.once('error', (error) => reject(new Error(`npm cannot be started to build ${what}: ${error.message}.`)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`Building ${what} failed (npm ${args.join(' ')}):\n\n${output.join('').trim()}`));
    });
  });
}
