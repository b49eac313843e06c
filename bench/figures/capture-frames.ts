import { delay } from '../clock.ts';
import type { Row } from '../figure.ts';
import { matchCode, type CodeMatch } from '../measure/code-match.ts';
import type { VoicePath, Workbench } from '../workbench.ts';

const fullMs = 10 * 60_000;
const quickMs = 60_000;
/** The first second is not compared: the microphone and the tap in front of it come up in it. */
const skipSamples = 24_000;

async function measure(bench: Workbench, path: VoicePath): Promise<CodeMatch> {
  const chunks: Buffer[] = [];
  await bench.withRig(path, async ({ connection }) => {
    connection.onAudio = (pcm) => void chunks.push(pcm);
    await delay(bench.count(fullMs, quickMs));
  });
  const bytes = new Uint8Array(Buffer.concat(chunks));
  return matchCode(new Int16Array(bytes.buffer), skipSamples);
}

const faults = ({ lostOrRepeated, foreign }: CodeMatch): number => lostOrRepeated + foreign;

/** Whether all arrives that the microphone heard, once, and in its order. */
export const captureFrames: Row = {
  name: 'capture-frames',
  title: 'frames of 20 ms lost or repeated on the way from the microphone to the server',
  isLong: true,
  async run(bench) {
    const [ours, naive, peer] = await Promise.all(
      (['product', 'naive', 'wavtools'] as const).map((path) => measure(bench, path)),
    );
    const minutes = bench.count(fullMs, quickMs) / 60_000;
    return {
      figures: [
        {
          name: `frames lost or repeated in ${minutes} min`,
          value: faults(ours!),
          unit: '',
          baseline: faults(naive!),
          peer: faults(peer!),
          reach: 0,
        },
      ],
      notes: [`${ours!.frames} frames compared with what the microphone was given`],
    };
  },
};
