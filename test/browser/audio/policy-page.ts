import { BrowserAudio } from '../../../src/audio/browser-audio.ts';

// The page inside the frame of `inPage`: opens the microphone or the loudspeaker and reports the address that the
// worklet came from, or the error.
const query = new URLSearchParams(location.search);
const assetBase = query.get('asset-base');
const audio = new BrowserAudio(assetBase === null ? {} : { assetBase });

let address = '';
const { addModule } = AudioWorklet.prototype;
AudioWorklet.prototype.addModule = async function (url, options) {
  await addModule.call(this, url, options);
  address = String(url).replace(/^blob:.*/, 'blob');
};

try {
  await (query.get('open') === 'microphone' ? audio.openInput() : audio.openOutput());
  parent.postMessage(address, '*');
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  parent.postMessage(`${code}: ${message}`, '*');
}
await audio.close();
