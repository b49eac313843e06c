import { assetAddresses, type Asset } from '../assets/asset.ts';
import { AssistantError } from '../base/assistant-error.ts';
import type { Beat, BeatReport, BeatRequest } from './beat.ts';
import { throwIfAborted } from './unless-aborted.ts';

const beatWorker: Asset = {
  kind: 'worker',
  fileName: 'beat.worker.js',
  beside: () => new URL('./beat.worker.js?no-inline', import.meta.url),
  // The one-file script does not carry the detector for those who never use it.
  text: typeof __SCRIPT__ !== 'undefined' && __SCRIPT__ ? undefined : () => import('./beat.worker.ts?source'),
};
/** What the detector listens to: kicks and basses, as web-audio-beat-detector itself does on the page. */
const lowPassHz = 240;
/** More of a sound says no more about its beat. */
const maxSeconds = 30;
/** A worker that a policy forbids says nothing at all. One that runs needs a tenth of a second. */
const answerLimitMs = 3_000;
/** Slower or faster than any music that is counted in beats: not an answer of our worker. */
const bpmRange = [40, 220] as const;

/**
 * Finds the beat of a sound, in a worker: from `assetBase` where it is given, else from the file beside this one, else
 * from a Blob. Null where there is none, where no worker may run (a strict `worker-src`), or none answers in time.
 *
 * @throws AssistantError `aborted`
 */
export async function detectBeat(sound: AudioBuffer, assetBase: string | undefined, signal: AbortSignal): Promise<Beat | null> {
  const request: BeatRequest = { samples: await lowPassed(sound), sampleRate: sound.sampleRate };
  try {
    for await (const { url } of assetAddresses(beatWorker, assetBase)) {
      throwIfAborted([signal], 'The hold sound');
      const answer = url === undefined ? undefined : await answerOf(url, request, signal);
      if (answer !== undefined) return answer;
    }
  } catch (error) {
    throwIfAborted([signal], 'The hold sound');
    // An `asset-base` that is no address: the worklets, which need it more, say so.
    if (!(error instanceof AssistantError)) throw error;
  }
  return null;
}

async function lowPassed(sound: AudioBuffer): Promise<Float32Array> {
  const frames = Math.min(sound.length, Math.round(maxSeconds * sound.sampleRate));
  const context = new OfflineAudioContext(1, frames, sound.sampleRate);
  const filter = new BiquadFilterNode(context, { type: 'lowpass', frequency: lowPassHz });
  const source = new AudioBufferSourceNode(context, { buffer: sound });
  source.connect(filter).connect(context.destination);
  source.start();
  return (await context.startRendering()).getChannelData(0);
}

/** Undefined where it was refused, lost, not our worker, or silent: the next way may be better. */
async function answerOf(url: string, request: BeatRequest, signal: AbortSignal): Promise<Beat | null | undefined> {
  try {
    return checkBeat(await ask(url, request, signal));
  } catch {
    return undefined;
  }
}

function ask(url: string, request: BeatRequest, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url);
    const over = new AbortController();
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      over.abort();
      worker.terminate();
      settle();
    };
    const timer = setTimeout(() => end(() => reject(new Error('no answer'))), answerLimitMs);
    const fail = (): void => end(() => reject(new Error('no worker')));
    const options = { signal: over.signal };
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => end(() => resolve(data)), options);
    worker.addEventListener('error', fail, options);
    worker.addEventListener('messageerror', fail, options);
    signal.addEventListener('abort', fail, options);
    worker.postMessage(request);
  });
}

/** @throws Error where it is no answer of our worker */
function checkBeat(data: unknown): Beat | null {
  const beat = (data as BeatReport | null)?.beat;
  if (beat === null) return null;
  const { bpm, offsetSeconds } = beat ?? {};
  const [slowest, fastest] = bpmRange;
  if (Number.isFinite(offsetSeconds) && bpm! >= slowest && bpm! <= fastest) return beat!;
  throw new Error('not our worker');
}
