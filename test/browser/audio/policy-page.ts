import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import type { LoopedSound } from '../../../src/audio/hold-sound.ts';
import { clicks, soundUrl } from './hold-sounds.ts';

// The page inside the frame of `inPage`: opens the microphone or the loudspeaker and reports the address that the
// worklet came from, or the error; or a hold sound, and reports its beat and the address that the worker came from.
const query = new URLSearchParams(location.search);
const assetBase = query.get('asset-base');
const audio = new BrowserAudio(assetBase === null ? {} : { assetBase });

let report = '';
const { addModule } = AudioWorklet.prototype;
AudioWorklet.prototype.addModule = async function (url, options) {
  await addModule.call(this, url, options);
  report = String(url).replace(/^blob:.*/, 'blob');
};

/** The address of the last worker that was tried, which is the one that answered. */
let worker = '';
const { Worker } = globalThis;
globalThis.Worker = class extends Worker {
  constructor(url: string | URL) {
    super(url);
    worker = String(url).replace(/^blob:.*/, 'blob');
  }
};

async function findBeat(): Promise<string> {
  const sound = (await audio.openHoldSound(soundUrl(clicks({ bpm: 120 })))) as LoopedSound;
  await sound.beatKnown;
  return sound.beat === null ? 'no beat' : `${Math.round(sound.beat.bpm)} bpm by ${worker}`;
}

try {
  if (query.get('open') === 'hold-sound') report = await findBeat();
  else await (query.get('open') === 'microphone' ? audio.openInput() : audio.openOutput());
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  report = `${code}: ${message}`;
}
// Before the report, at which the frame is removed: WebKitGTK 2.50 hangs when a frame goes while its context closes.
await audio.close();
parent.postMessage(report, '*');
