import { activeLevel, framePowers, type Scene } from './scene.ts';

/*
 * What counts, in frames of 10 ms and only while the gate is active (the far end sounded within the last 0.6 s):
 *
 * - The near talker is active in a frame of their own signal at most 15.9 dB under its active level: the margin of
 *   ITU-T P.56.
 * - Held: near-active frames in which the gate was closed.
 * - Echo only: frames outside every utterance, which begins 50 ms before its recording and ends 600 ms after it, so that
 *   room and hangover (at most 400 ms) do not count as leaks.
 * - A leak: a run of echo-only frames in which the gate was open, of more than 200 ms.
 * - Onset: from the first active frame of an utterance to the first one, at or after it, in which the gate is open. An
 *   utterance that never opens it counts with its whole length, and as missed.
 */
const marginDb = 15.9;
const beforeMs = 50;
const afterMs = 600;

export interface SceneScore {
  readonly echoOnlyFrames: number;
  readonly leakFrames: number;
  /** Runs of more than 200 and of more than 500 ms. */
  readonly leaks: number;
  readonly longLeaks: number;
  readonly nearFrames: number;
  readonly heldFrames: number;
  readonly onsetsMs: readonly number[];
  readonly missed: number;
}

/** What is known of a scene before any gate has run. */
export interface Truth {
  readonly nearActive: Uint8Array;
  readonly isNearby: Uint8Array;
  /** First and last active frame of each utterance. */
  readonly spans: readonly (readonly [number, number])[];
}

export function truthOf(scene: Scene): Truth {
  const powers = framePowers(scene.near, scene.rate);
  const least = activeLevel(scene.near, scene.rate) ** 2 * 10 ** (-marginDb / 10);
  const nearActive = new Uint8Array(powers.length);
  const isNearby = new Uint8Array(powers.length);
  const spans: [number, number][] = [];
  const frame = (sample: number): number => Math.round((sample * 100) / scene.rate);
  for (const { from, to } of scene.utterances) {
    isNearby.fill(1, Math.max(0, frame(from) - beforeMs / 10), frame(to) + afterMs / 10);
    let first = -1;
    let last = -1;
    for (let n = frame(from); n < frame(to) && n < powers.length; n += 1) {
      if (powers[n]! < least) continue;
      nearActive[n] = 1;
      if (first < 0) first = n;
      last = n;
    }
    if (first >= 0) spans.push([first, last]);
  }
  return { nearActive, isNearby, spans };
}

/** @param open @param active the gate in every frame, 1 or 0 */
export function score(truth: Truth, open: Uint8Array, active: Uint8Array): SceneScore {
  let echoOnlyFrames = 0;
  let leakFrames = 0;
  let leaks = 0;
  let longLeaks = 0;
  let nearFrames = 0;
  let heldFrames = 0;
  let run = 0;
  for (let n = 0; n <= open.length; n += 1) {
    const isEchoOnly = n < open.length && active[n] === 1 && truth.isNearby[n] === 0;
    if (isEchoOnly) echoOnlyFrames += 1;
    if (isEchoOnly && open[n] === 1) {
      run += 1;
      leakFrames += 1;
      continue;
    }
    if (run > 20) leaks += 1;
    if (run > 50) longLeaks += 1;
    run = 0;
    if (n === open.length || active[n] === 0 || truth.nearActive[n] === 0) continue;
    nearFrames += 1;
    if (open[n] === 0) heldFrames += 1;
  }

  const onsetsMs: number[] = [];
  let missed = 0;
  for (const [first, last] of truth.spans) {
    // Speech that begins while the gate does not decide is none of its onsets.
    if (active[first] === 0) continue;
    let n = first;
    while (n <= last && open[n] === 0) n += 1;
    if (n > last) missed += 1;
    onsetsMs.push((n - first) * 10);
  }
  return { echoOnlyFrames, leakFrames, leaks, longLeaks, nearFrames, heldFrames, onsetsMs, missed };
}
