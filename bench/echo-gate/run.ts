import { parseArgs } from 'node:util';
import { measureEchoGate, type EchoGateFigures, type EchoGateOptions } from './measure.ts';
import { MissingVoices } from './voices.ts';

/*
 * Prints the table of docs/echo-gate.md. `--scenes` rooms at 48 kHz, and a sixth of that of each other kind; `--half
 * tune` takes the scenes that the constants were chosen on; `--verbose` writes every scene to standard error.
 */
const { values } = parseArgs({
  options: {
    scenes: { type: 'string', default: '84' },
    half: { type: 'string', default: 'check' },
    verbose: { type: 'boolean', default: false },
  },
});
const scenes = Number(values.scenes);
if (!Number.isInteger(scenes) || scenes < 1) {
  throw new RangeError(`--scenes has to be a whole number from 1, not ${values.scenes}`);
}
const { half } = values;
if (half !== 'check' && half !== 'tune') throw new RangeError(`--half is check or tune, not ${half}`);
const fewer = Math.max(1, Math.round(scenes / 6));

const columns: readonly (readonly [name: string, options: EchoGateOptions])[] = [
  ['rooms, 48 kHz', { scenes }],
  [`the first ${fewer}, 44.1 kHz`, { scenes: fewer, rate: 44_100 }],
  [`the first ${fewer}, 16 kHz`, { scenes: fewer, rate: 16_000 }],
  ['clocks 300 ppm apart', { scenes: fewer, kind: 'drift' }],
  ['headphones', { scenes: fewer, kind: 'headphones' }],
];

const per = (value: number): string => value.toFixed(2);
const percent = (value: number): string => `${value.toFixed(1)} %`;
const whole = (...values: readonly number[]): string =>
  values.every((value) => Number.isFinite(value)) ? values.map((value) => value.toFixed(0)).join(' / ') : '–';

const rows: readonly (readonly [name: string, cell: (figures: EchoGateFigures) => string])[] = [
  ['scenes of 40 s', ({ scenes }) => `${scenes}`],
  ['near talker over echo, p10 / p50 / p90, dB', ({ nearToEchoDb: r }) => whole(r.p10, r.p50, r.p90)],
  ['**gate**: leaks > 200 ms a minute', ({ leaksPerMinute }) => per(leaksPerMinute)],
  ['leaks > 500 ms a minute', ({ longLeaksPerMinute }) => per(longLeaksPerMinute)],
  ['echo-only time that leaks', ({ leakTimePercent }) => percent(leakTimePercent)],
  ['near speech held', ({ nearHeldPercent }) => percent(nearHeldPercent)],
  [
    'held where the talker is < 3 / 3–10 / > 10 dB over the echo, %',
    ({ heldByRatio: h, nearToEchoDb: r }) => (Number.isFinite(r.p50) ? whole(h.weak, h.middle, h.strong) : '–'),
  ],
  ['onset p50 / p90 / p95, ms', ({ onsetMs }) => whole(onsetMs.p50, onsetMs.p90, onsetMs.p95)],
  ['utterances that never opened it', ({ missed, utterances }) => `${missed} of ${utterances}`],
  ['**as sent**: leaks > 200 ms a minute', ({ sentLeaksPerMinute }) => per(sentLeaksPerMinute)],
  ['near speech lost', ({ nearLostPercent }) => percent(nearLostPercent)],
];

try {
  const table: string[][] = [];
  for (const [name, options] of columns) {
    const figures = await measureEchoGate({
      ...options,
      half,
      onScene: (done, scene, figures) => {
        if (!values.verbose) return;
        const marks = [scene.isClipping && 'clipping', scene.hasCanceller && 'canceller', scene.hasJump && 'jump'];
        const cells = rows.slice(1).map(([, cell]) => cell(figures));
        console.error([name, done, ...marks.filter(Boolean), ...cells].join(' | '));
      },
    });
    table.push(rows.map(([, cell]) => cell(figures)));
  }
  console.log(`| | ${columns.map(([name]) => name).join(' | ')} |\n|---|${'---|'.repeat(columns.length)}`);
  for (const [i, [name]] of rows.entries()) console.log(`| ${[name, ...table.map((cells) => cells[i])].join(' | ')} |`);
} catch (error) {
  if (!(error instanceof MissingVoices)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
