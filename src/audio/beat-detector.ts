import type { Beat, BeatReport, BeatRequest } from './beat.ts';
import { assetUrl, besideScript } from './asset-address.ts';
import { throwIfAborted } from './unless-aborted.ts';

const fileName = 'beat.worker.js';
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
  for await (const url of addresses(assetBase)) {
    throwIfAborted([signal], 'The hold sound');
    try {
      return checkBeat(await ask(url, request, signal));
    } catch {
      // Refused, lost, not our worker, or silent: the next way.
    }
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

/** Where the worker may come from, one after the other; a Blob's address is taken back when the next one is asked for. */
async function* addresses(assetBase: string | undefined): AsyncGenerator<string> {
  const files: string[] = [];
  try {
    if (assetBase !== undefined) files.push(assetUrl(assetBase, fileName));
    files.push(ownUrl().href);
  } catch {
    // A bundler that knows no import.meta.url, or a script whose address is not known.
  }
  for (const file of files) {
    if (new URL(file).origin === location.origin) yield file;
    // No worker may come from another origin, but one of our own may fetch it there.
    else yield* blob(`importScripts(${JSON.stringify(file)})`);
  }
  // The one-file script does not carry the detector for those who never use it.
  if (typeof __SCRIPT__ !== 'undefined' && __SCRIPT__) return;
  yield* blob((await import('./beat.worker.ts?source')).default);
}

/** In this literal form bundlers find it and copy the file along, see `worklet-loader.ts`. */
function ownUrl(): URL {
  if (typeof __SCRIPT__ !== 'undefined' && __SCRIPT__) return besideScript(fileName);
  return new URL('./beat.worker.js?no-inline', import.meta.url);
}

function* blob(text: string): Generator<string> {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    yield url;
  } finally {
    URL.revokeObjectURL(url);
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
