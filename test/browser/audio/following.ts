import { Resampler } from '../../../src/audio/resampler.ts';

/**
 * What the browser hears: the file that the test runner's configuration made. Chromium's fake device begins it when it
 * is opened; the sound server of the other engines speaks it over and over.
 */
export async function spoken(): Promise<Float32Array> {
  const wav = new DataView(await (await fetch('/.cache/fake-microphone.wav')).arrayBuffer());
  const rate = wav.getUint32(24, true);
  const input = new Float32Array((wav.byteLength - 44) / 2);
  for (let i = 0; i < input.length; i += 1) input[i] = wav.getInt16(44 + i * 2, true) / 32_768;
  const resampler = new Resampler(rate, 24_000);
  const output = new Float32Array(Math.ceil((input.length * 24_000) / rate) + 1_000);
  let length = 0;
  for (let at = 0; at < input.length; at += 1_000) {
    resampler.write(input.subarray(at, at + 1_000));
    length += resampler.read(output.subarray(length));
  }
  return output.subarray(0, length + resampler.flush(output.subarray(length)));
}

/**
 * Best normalised correlation of `segment` with any place of `whole` from `from` to `to`, and that place. Where it may be
 * far, every fourth sample tells.
 */
export function locate(
  segment: Float32Array,
  whole: Float32Array,
  from: number,
  to: number,
): { at: number; likeness: number } {
  const step = to - from > 1_000 ? 4 : 1;
  let best = { at: 0, likeness: -1 };
  for (let at = Math.max(0, from); at <= Math.min(to, whole.length - segment.length); at += 1) {
    let product = 0;
    let ours = 1e-9;
    let theirs = 1e-9;
    for (let i = 0; i < segment.length; i += step) {
      const a = segment[i]!;
      const b = whole[at + i]!;
      product += a * b;
      ours += a * a;
      theirs += b * b;
    }
    const likeness = product / Math.sqrt(ours * theirs);
    if (likeness > best.likeness) best = { at, likeness };
  }
  return best;
}

export const rmsOf = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

/**
 * Walks through what was heard, a tenth of a second at a time, and says where it is not what was said. WebKitGTK's graph
 * renders a block of its own now and then, silence or the one before it again, where it cannot have the microphone's
 * (docs/decisions/0011-other-browsers.md): what was said comes later by whole blocks then. All else is an error: what is
 * lost, and what is neither what was said nor beside such a block.
 * @param block samples of one block, in those of the stream
 */
export function follow(heard: Float32Array, said: Float32Array, block: number): { found: number; errors: string[] } {
  const length = 2_400;
  const errors: string[] = [];
  let found = 0;
  /** From where it was heard to where it was said. */
  let offset: number | undefined;
  /** One that was not found came before. */
  let isAfterHole = false;
  const near = (from: number, to: number, by: number, reach: number): { at: number; likeness: number } =>
    locate(heard.subarray(from, to), said, from + by - reach, from + by + reach);
  for (let at = 0; at + length <= heard.length; at += length) {
    const end = at + length;
    const segment = heard.subarray(at, end);
    if (rmsOf(segment) < 0.01) continue;
    let place = offset === undefined ? undefined : near(at, end, offset, 2);
    if (place === undefined || place.likeness <= 0.95) {
      // It may be half a second late, and as much would be noticed that was lost.
      place = offset === undefined ? locate(segment, said, 0, said.length / 2) : near(at, end, offset, 12_000);
      // A vowel is like itself a few periods of its pitch away, where a hole makes it unlike itself: what follows has to agree.
      const agrees = end + length / 2 <= heard.length && near(end, end + length / 2, place.at - at, 2).likeness > 0.95;
      if (!agrees) place.likeness = 0;
    }
    if (place.likeness <= 0.95) {
      isAfterHole = true;
      continue;
    }
    found += 1;
    const late = offset === undefined ? undefined : at + offset - place.at;
    offset = place.at - at;
    if (late !== undefined) {
      const blocks = Math.round(late / block);
      if (Math.abs(late - blocks * block) > 3 || blocks < (isAfterHole ? 1 : 0)) {
        errors.push(`${late} samples late at ${at / 24_000} s${isAfterHole ? ' after a hole' : ''}`);
      }
    }
    isAfterHole = false;
  }
  return { found, errors };
}
