import { resolveObjectURL } from 'node:buffer';
import { readFile } from 'node:fs/promises';

/** The worklets' texts of wavtools; the package shows them as addresses of Blobs alone. */
export async function wavtoolsWorklets(): Promise<{ readonly playback: string; readonly capture: string }> {
  // As names that the compiler does not follow: the package types none of its inner files.
  const [playback, capture]: string[] = ['stream_processor', 'audio_processor'];
  const player = (await import(`wavtools/lib/worklets/${playback}.js`)) as { StreamProcessorSrc: string };
  const recorder = (await import(`wavtools/lib/worklets/${capture}.js`)) as { AudioProcessorSrc: string };
  return { playback: await textOf(player.StreamProcessorSrc), capture: await textOf(recorder.AudioProcessorSrc) };
}

async function textOf(url: string): Promise<string> {
  const blob = resolveObjectURL(url);
  if (blob === undefined) throw new Error(`wavtools: ${url} is no Blob`);
  return blob.text();
}

export async function naiveWorklets(): Promise<{ readonly playback: string; readonly capture: string }> {
  const read = (name: string): Promise<string> =>
    readFile(new URL(`../naive/${name}-worklet.js`, import.meta.url), 'utf8');
  return { playback: await read('playback'), capture: await read('capture') };
}
