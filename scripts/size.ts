import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { showRows } from './show-rows.ts';

/*
 * `npm run size`: what a page pays for the widget, in kB (1,000 bytes) of gzip -9, read from the built files. `-- --json` ends with one
 * line of JSON; a figure that was lost fails the run. `npm run build:widget` comes first.
 */

const dist = resolve('dist');

/**
 * The same for what a site owner would pick instead, each bundled and minified by esbuild with what it loads first (November
 * 2026): ElevenLabs' widget 0.5.4 (one file), deep-chat 2.4.2 (show and talk, one file).
 */
const elevenLabs = 190.5;
const deepChat = 126.6;

interface Figure {
  readonly name: string;
  /** Names of the files, for people. */
  readonly files: readonly string[];
  readonly value: number;
  readonly baseline: number;
  /** What is to be reached. */
  readonly reach: number;
  /** What was reached, with a little room: the widget does not grow unseen. */
  readonly limit: number;
}

const gzip = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length / 1000;
const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
const sizeOf = (name: string): number => gzip(readFileSync(join(dist, name)));

/** A module of `dist` and all that the browser loads before it runs. */
function withImports(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const code = readFileSync(join(dist, name), 'utf8');
  for (const [, from] of code.matchAll(/(?:^|[;}\s])(?:import|export)[^;"'()]*?["']\.\/([^"']+)["']/g)) withImports(from!, seen);
  return seen;
}

/** What a site's own bundler makes of the npm module's entry: the chunks that its page loads first. */
async function bundledFirst(entry: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(dist, entry)],
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    write: false,
    metafile: true,
    legalComments: 'none',
    outdir: 'out',
    logLevel: 'silent',
  });
  const text = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const one of metafile.outputs[path]!.imports) if (one.kind === 'import-statement') visit(one.path);
  };
  visit(Object.keys(metafile.outputs).find((path) => basename(path) === entry)!);
  return sum([...seen].map((path) => gzip(text.get(basename(path))!)));
}

const first = [...withImports('realtime-assistant.mjs')];
const talking = [
  ...withImports('realtime-assistant.on-demand.mjs', new Set(first)),
  'voice.worker.js',
  'capture.worklet.js',
  'playback.worklet.js',
  'realtime-assistant.orb-canvas.mjs',
  'orb.worker.js',
];
const figures: readonly Figure[] = [
  {
    name: 'before the first click, script tag of type module',
    files: first,
    value: sum(first.map(sizeOf)),
    baseline: elevenLabs,
    reach: 12,
    limit: 12.9,
  },
  {
    name: 'before the first click, npm module in a site’s bundle',
    files: ['define.js'],
    value: await bundledFirst('define.js'),
    baseline: deepChat,
    reach: 12,
    limit: 13.7,
  },
  {
    name: 'to talk, with transcript, sources and settings',
    files: talking,
    value: sum(talking.map(sizeOf)),
    baseline: elevenLabs,
    reach: 40,
    limit: 107,
  },
  {
    name: 'classic script, one file',
    files: ['realtime-assistant.js'],
    value: sizeOf('realtime-assistant.js'),
    baseline: deepChat,
    reach: 48,
    limit: 99,
  },
];

const kB = (value: number): string => value.toFixed(2);
const rows = figures.map(({ name, value, baseline, reach, limit }) => {
  const word = value > limit ? `FAILS, was ${kB(limit)}` : value > reach ? 'not reached' : 'holds';
  return [name, `${kB(value)} kB`, kB(baseline), `≤ ${kB(reach)}`, word];
});
console.log(showRows(['figure', 'gzip', 'peer', 'reach', ''], rows));

const parts = (names: readonly string[]): string[][] => names.map((name) => [name, `${kB(sizeOf(name))} kB`]);
console.log(`\n${showRows(['to talk', 'gzip'], parts(talking))}`);
const later = readdirSync(dist).filter((name) => /^realtime-assistant\..+\.m?js$/.test(name) && !talking.includes(name));
console.log(`\n${showRows(['on top, when it is wanted', 'gzip'], parts(later))}`);

if (process.argv.includes('--json')) {
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  const entries = figures.map(({ name, value, baseline, reach }) => {
    return { name, value: round(value), unit: 'kB', baseline, reach, holds: value <= reach };
  });
  console.log(JSON.stringify(entries));
}
if (figures.some(({ value, limit }) => value > limit)) process.exitCode = 1;
