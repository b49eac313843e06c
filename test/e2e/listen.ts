import type { WireFrame } from './visitor.ts';

/* What ears do with a recording. All at 24 kHz, mono. */

export const RATE = 24_000;

/** Linear resampling: enough to compare speech by its envelope and by correlation below 4 kHz. */
export function toStreamRate(samples: Float32Array, rate: number): Float32Array {
  const out = new Float32Array(Math.floor((samples.length * RATE) / rate));
  for (let i = 0; i < out.length; i++) {
    const position = (i * rate) / RATE;
    const index = Math.floor(position);
    const share = position - index;
    out[i] = (samples[index] ?? 0) * (1 - share) + (samples[index + 1] ?? 0) * share;
  }
  return out;
}

export function rms(samples: Float32Array, from = 0, to = samples.length): number {
  let sum = 0;
  for (let i = Math.max(0, from); i < Math.min(to, samples.length); i++) sum += samples[i]! ** 2;
  return Math.sqrt(sum / Math.max(1, Math.min(to, samples.length) - Math.max(0, from)));
}

/** The audio that the relay sent for one item, put together. */
export function audioOfItem(frames: readonly WireFrame[], itemId: string): Float32Array {
  const chunks = frames
    .filter(({ from, type, frame }) => from === 'relay' && /^response\.(output_)?audio\.delta$/.test(type) && frame['item_id'] === itemId)
    .map(({ frame }) => Buffer.from(String(frame['delta']), 'base64'));
  const bytes = Buffer.concat(chunks);
  const samples = new Float32Array(Math.floor(bytes.length / 2));
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(i * 2) / 32_767;
  return samples;
}

function correlation(a: Float32Array, aFrom: number, b: Float32Array, bFrom: number, length: number): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < length; i++) {
    const x = a[aFrom + i] ?? 0;
    const y = b[bFrom + i] ?? 0;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

const THINNED = 4;

function thinned(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / THINNED) }, (_, i) => {
    const at = i * THINNED;
    return (samples[at]! + samples[at + 1]! + samples[at + 2]! + samples[at + 3]!) / THINNED;
  });
}

/** Where `length` samples of `part` from `from` on fit best. The energy under them is not summed anew for each place. */
function coarselyIn(recording: Float32Array, part: Float32Array, from: number, length: number): number {
  let best = { at: 0, value: 0 };
  let energy = 0;
  for (let at = 1 - length; at + length <= recording.length; at++) {
    energy += recording[at + length - 1]! ** 2 - (at > 0 ? recording[at - 1]! ** 2 : 0);
    if (at < 0 || energy < 1e-6) continue;
    let product = 0;
    for (let i = 0; i < length; i++) product += recording[at + i]! * (part[from + i] ?? 0);
    const value = product / Math.sqrt(energy);
    if (value > best.value) best = { at, value };
  }
  return best.at;
}

/** Where `part` begins in `recording`, found by its loudest half second; null if it is not in there. */
export function findIn(recording: Float32Array, part: Float32Array): number | null {
  const window = RATE / 2;
  let loudest = 0;
  for (let at = 0; at + window <= Math.min(part.length, RATE * 2); at += window / 4) {
    if (rms(part, at, at + window) > rms(part, loudest, loudest + window)) loudest = at;
  }
  // A coarse search at a quarter of the rate, in which speech still has its shape, then a fine one around the best.
  let best = { at: coarselyIn(thinned(recording), thinned(part), loudest / THINNED, window / 4 / THINNED) * THINNED, value: 0 };
  for (let at = Math.max(0, best.at - 8); at <= best.at + 8; at++) {
    const value = correlation(recording, at, part, loudest, window);
    if (value > best.value) best = { at, value };
  }
  const value = correlation(recording, best.at, part, loudest, window);
  return value > 0.9 ? best.at - loudest : null;
}

/**
 * How much of `part` was heard, in milliseconds from its start: to where the recording falls silent although the part goes on.
 * Null if the part is not in the recording at all.
 */
export function heardMs(recording: Float32Array, part: Float32Array): number | null {
  return heardRange(recording, part)?.mostMs ?? null;
}

/** The same with both bounds: in a pause of the part nobody can hear where it was cut. */
export function heardRange(recording: Float32Array, part: Float32Array): { leastMs: number; mostMs: number } | null {
  const start = findIn(recording, part);
  if (start === null) return null;
  const step = RATE / 100;
  let soundedTo = 0;
  let silentFrom: number | null = null;
  for (let at = 0; at + step <= part.length; at += step) {
    const heard = rms(recording, start + at, start + at + step);
    if (heard > 0.001) {
      silentFrom = null;
      soundedTo = at + step;
    } else if (rms(part, at, at + step) > 0.01) {
      silentFrom ??= at;
      // Three blocks of speech without a sound: it was cut, and not just quiet.
      if (at - silentFrom >= 2 * step) return { leastMs: (soundedTo / RATE) * 1000, mostMs: (silentFrom / RATE) * 1000 };
    }
  }
  const wholeMs = (part.length / RATE) * 1000;
  return { leastMs: wholeMs, mostMs: wholeMs };
}
