import { BrowserAudio } from '../../../src/audio/browser-audio.ts';

// The page inside the frame of `inPage`: opens the microphone or the loudspeaker and reports the address that the
// worklet came from, or the error.
const query = new URLSearchParams(location.search);
const assetBase = query.get('asset-base');
const audio = new BrowserAudio(assetBase === null ? {} : { assetBase });

let report = '';
const { addModule } = AudioWorklet.prototype;
AudioWorklet.prototype.addModule = async function (url, options) {
  await addModule.call(this, url, options);
  report = String(url).replace(/^blob:.*/, 'blob');
};

try {
  await (query.get('open') === 'microphone' ? audio.openInput() : audio.openOutput());
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  report = `${code}: ${message}`;
}
// Before the report, at which the frame is removed: WebKitGTK 2.50 hangs when a frame goes while its context closes.
await audio.close();
parent.postMessage(report, '*');
