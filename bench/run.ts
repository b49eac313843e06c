import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { holds, type Figure, type Row, type RowResult } from './figure.ts';
import { rows } from './figures/index.ts';
import { showTable, toJson } from './table.ts';
import { Workbench } from './workbench.ts';

/*
 * `npm run bench`: measures the voice path as it is published, in a real browser, beside the naive way and wavtools. See
 * docs/bench.md. A figure that misses its reach is told and does not fail the command: timing belongs to the machine
 * that it runs on.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const resultFile = '.cache/bench.json';

interface Wishes {
  readonly only: readonly string[];
  readonly isQuick: boolean;
  readonly asJson: boolean;
}

function readWishes(): Wishes {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const known = rows.map(({ name }) => name);
  const unknown = values.only.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there is no such figure. There are: ${known.join(', ')}`);
  return { only: values.only, isQuick: values.quick, asJson: values.json };
}

/** What is measured is what is published, so it is built anew. */
function buildWidget(): void {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, stderr, stdout } = spawnSync(npm, ['run', '--silent', 'build:widget'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`The widget could not be built:\n${stdout}${stderr}`);
}

async function runRow(row: Row, bench: Workbench): Promise<RowResult> {
  const begun = performance.now();
  const show = (notes: readonly string[] = []): void => {
    const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
    console.log([`${row.name}: ${row.title} (${seconds} s)`, ...notes].join('\n  '));
  };
  try {
    const result = await row.run(bench);
    show(result.notes);
    return result;
  } catch (error) {
    // The other rows are worth having all the same.
    process.exitCode = 1;
    show([`FAILED: ${error instanceof Error ? error.message : String(error)}`]);
    return { figures: [] };
  }
}

/** First what must run alone, then the rest one by one, beside what only takes time. */
async function runAll(wanted: readonly Row[], bench: Workbench): Promise<ReadonlyMap<Row, RowResult>> {
  const results = new Map<Row, RowResult>();
  const runOneByOne = async (some: readonly Row[]): Promise<void> => {
    for (const row of some) results.set(row, await runRow(row, bench));
  };
  await runOneByOne(wanted.filter(({ isAlone }) => isAlone));
  const long = wanted.filter(({ isLong }) => isLong).map((row) => runOneByOne([row]));
  await Promise.all([...long, runOneByOne(wanted.filter(({ isAlone, isLong }) => !isAlone && !isLong))]);
  return results;
}

async function main(): Promise<void> {
  const { only, isQuick, asJson } = readWishes();
  buildWidget();
  const bench = await Workbench.open(isQuick);
  // Playwright ends the browser with Ctrl-C too.
  const figures: Figure[] = [];
  try {
    const cpu = cpus();
    console.log(`${bench.browserName}, Node ${process.version}, ${cpu.length} × ${cpu[0]?.model.trim() ?? 'CPU'}\n`);
    const wanted = rows.filter(({ name }) => only.length === 0 || only.includes(name));
    const results = await runAll(wanted, bench);
    // In the order of the table, whatever the order of running was.
    for (const row of wanted) figures.push(...results.get(row)!.figures);
  } finally {
    await bench.close();
  }

  const json = toJson(figures);
  mkdirSync(`${root}/.cache`, { recursive: true });
  writeFileSync(`${root}/${resultFile}`, `${json}\n`);
  const kept = figures.filter(holds).length;
  console.log(`\n${showTable(figures)}\n\n${kept} of ${figures.length} hold; ${resultFile} has them all.`);
  if (asJson) console.log(json);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
