import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * `custom-elements.json` and docs/reference.md are committed for editors and readers; they must say what the code says, all of it, and
 * in the format's own terms.
 */
const files = ['custom-elements.json', 'docs/reference.md'];
const committed = files.map((file) => readFileSync(file, 'utf8'));
const { status } = spawnSync('npm', ['run', '--silent', 'manifest'], { stdio: ['ignore', 'ignore', 'inherit'] });
if (status !== 0) process.exitCode = 1;
for (const [at, file] of files.entries()) {
  const text = committed[at]!;
  if (readFileSync(file, 'utf8') === text) continue;
  writeFileSync(file, text);
  console.error(`${file} is not what the elements say. Run "npm run manifest" and commit it.`);
  process.exitCode = 1;
}
