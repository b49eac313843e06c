import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

/*
 * What a developer reads who sets an attribute that is not there: the published types, under each framework's own compiler. A file of
 * test/frameworks/ holds uses that are right and lines that end in "wrong"; just those must be complained about, and nothing in the example.
 */
const checks = [
  { framework: 'plain', file: 'wrong.ts', check: tsc },
  { framework: 'react', file: 'wrong.tsx', check: tsc },
  { framework: 'preact', file: 'wrong.tsx', check: tsc },
  { framework: 'solid', file: 'wrong.tsx', check: tsc },
  { framework: 'vue', file: 'wrong.vue', check: vueTsc },
  { framework: 'svelte', file: 'wrong.svelte', check: svelteCheck },
];

/** What the compiler printed, on whichever stream: it fails, which is the point. */
function run(script: string, args: readonly string[]): Promise<string> {
  return new Promise((settle) => {
    execFile(process.execPath, [script, ...args], (_error, stdout, stderr) => settle(`${stdout}${stderr}`));
  });
}

/** The compiler that an example has for itself. */
const resolveFor = (example: string, path: string): string => createRequire(resolve(`examples/${example}/package.json`)).resolve(path);

const project = (framework: string): string => resolve(`test/frameworks/${framework}/check.json`);

function tsc(framework: string): Promise<string> {
  return run(resolve('node_modules/typescript/bin/tsc'), ['-p', project(framework), '--pretty', 'false']);
}

/** vue-tsc, told which TypeScript it shall use: the house's own has no API for it. */
function vueTsc(framework: string): Promise<string> {
  const start = `require(${JSON.stringify(resolveFor('vue', 'vue-tsc'))}).run(${JSON.stringify(resolveFor('vue', 'typescript/lib/tsc.js'))})`;
  return run('-e', [start, '--', 'vue-tsc', '-p', project(framework), '--pretty', 'false']);
}

function svelteCheck(framework: string): Promise<string> {
  const args = ['--workspace', resolve(`test/frameworks/${framework}`), '--tsconfig', project(framework), '--output', 'machine'];
  return run(resolveFor('svelte', 'svelte-check/bin/svelte-check'), args);
}

it.for(checks)('in $framework, right uses compile and every wrong one is told', async ({ framework, file, check }) => {
  const lines = (await readFile(`test/frameworks/${framework}/${file}`, 'utf8')).split('\n');
  const wrong = lines.flatMap((line, at) => (/\bwrong\b(?: -->)?$/.test(line) ? [`${at + 1}`] : []));
  expect(wrong.length).toBeGreaterThan(5);

  const printed = await check(framework);
  const told = printed.split('\n').filter((line) => /\berror TS|ERROR "/.test(line));
  // `wrong.tsx(17,23): error …`, or `ERROR "wrong.svelte" 17:21 …`
  const places = told.map((line) => /wrong\.\w+(?:\(|" )(\d+)/.exec(line)?.[1] ?? line);
  expect(places, printed).toEqual(wrong);
});
