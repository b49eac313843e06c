import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** `custom-elements.json` is committed for editors and documentation; it must say what the code says. */
const file = 'custom-elements.json';
const committed = readFileSync(file, 'utf8');
execFileSync('npm', ['run', '--silent', 'manifest'], { stdio: ['ignore', 'ignore', 'inherit'] });
const generated = readFileSync(file, 'utf8');
if (generated !== committed) {
  writeFileSync(file, committed);
  console.error(`${file} is not what the elements say. Run "npm run manifest" and commit it.`);
  process.exitCode = 1;
}
