import { parseArgs } from 'node:util';
import { measureEchoGate, type EchoGateFigures, type EchoGateOptions } from './measure.ts';
import { MissingVoices } from './voices.ts';

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
const fewer = Math.max(1, Math.round(scenes / 7));

const rows: readonly (readonly [name: string, options: EchoGateOptions])[] = [
  ['rooms, 48 kHz', { scenes, half }],
  ['rooms, 44.1 kHz', { scenes: fewer, rate: 44_100, half }],
  ['rooms, 16 kHz', { scenes: fewer, rate: 16_000, half }],
  ['clocks 300 ppm apart', { scenes: fewer, kind: 'drift', half }],
  ['headphones', { scenes: fewer, kind: 'headphones', half }],
];

const one = (value: number): string => value.toFixed(1);
const whole = (...values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(' / ');

function cells(figures: EchoGateFigures): string[] {
  const { onsetMs, heldByRatio, nearToEchoDb, microsecondsPerBlock } = figures;
  const isEcho = Number.isFinite(nearToEchoDb.p50);
  return [
    `${figures.scenes}`,
    `${one(figures.leakTimePercent)} %`,
    figures.leaksPerMinute.toFixed(2),
    figures.longLeaksPerMinute.toFixed(2),
    `${one(figures.nearHeldPercent)} %`,
    isEcho ? whole(heldByRatio.weak, heldByRatio.middle, heldByRatio.strong) : '–',
    `${one(figures.nearLostPercent)} %`,
    figures.sentLeaksPerMinute.toFixed(2),
    `${onsetMs.p50} / ${onsetMs.p90} / ${onsetMs.p95}`,
    `${figures.missed} of ${figures.utterances}`,
    isEcho ? whole(nearToEchoDb.p10, nearToEchoDb.p50, nearToEchoDb.p90) : '–',
    `${one(microsecondsPerBlock.p50)} / ${one(microsecondsPerBlock.p99)}`,
  ];
}

const head = [
  'scenes of 40 s',
  'number',
  'echo-only time that leaks',
  'leaks > 200 ms a minute',
  '> 500 ms',
  'near speech held',
  'held at < 3 / 3–10 / > 10 dB, %',
  'lost in what is sent',
  'leaks > 200 ms a minute as sent',
  'onset p50 / p90 / p95, ms',
  'missed',
  'near over echo p10 / p50 / p90, dB',
  'µs a block p50 / p99',
];

try {
  console.log(`| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}`);
  for (const [name, options] of rows) {
    const figures = await measureEchoGate({
      ...options,
      onScene: (done, scene, figures) => {
        if (!values.verbose) return;
        const marks = [scene.isClipping && 'clipping', scene.hasCanceller && 'canceller', scene.hasJump && 'jump'];
        console.error([`scene ${done}`, ...marks.filter(Boolean), ...cells(figures)].join(' | '));
      },
    });
    console.log(`| ${[name, ...cells(figures)].join(' | ')} |`);
  }
} catch (error) {
  if (!(error instanceof MissingVoices)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
