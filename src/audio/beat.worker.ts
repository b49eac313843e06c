/*!
 * Contains web-audio-beat-detector-worker (https://github.com/chrisguttandin/web-audio-beat-detector-worker)
 *
 * MIT License
 *
 * Copyright (c) 2026 Christoph Guttandin
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
 * documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
 * rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
 * persons to whom the Software is furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
 * Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
 * WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
 * COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
 * OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 */
// The library's own module answers a protocol of its own, whose other end weighs 30 kB; its analysis alone is 1 kB.
import { guess } from 'web-audio-beat-detector-worker/build/es2019/helpers/guess';
import type { Beat, BeatReport, BeatRequest } from './beat.ts';
import { beatClarity } from './beat-clarity.ts';

/** The detector wants some thirty peaks; a shorter sound is gone through again and again, as it is when it plays. */
const listenSeconds = 30;
/** Below it the tempo is an accident: speech of some seconds has up to 0.25, drums 0.7, clicks 1. */
const leastClarity = 0.5;

addEventListener('message', ({ data }: MessageEvent<BeatRequest>) => {
  postMessage({ beat: findBeat(data) } satisfies BeatReport);
});

function findBeat({ samples, sampleRate }: BeatRequest): Beat | null {
  const peak = samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
  if (!(peak > 0)) return null;
  // The detector hears nothing below a quarter of full scale, but a soft sound has its beat too.
  const repeated = Float32Array.from(
    { length: listenSeconds * sampleRate },
    (_, i) => samples[i % samples.length]! / peak,
  );
  try {
    const { tempo, offset } = guess(repeated, sampleRate);
    return beatClarity(samples, sampleRate, tempo) < leastClarity ? null : { bpm: tempo, offsetSeconds: offset };
  } catch {
    // This is how it says that there is none.
    return null;
  }
}
