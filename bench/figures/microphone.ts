import { delay } from '../clock.ts';
import type { Figure, Row } from '../figure.ts';
import type { Handed } from '../recording.ts';
import type { Append } from '../server/scripted-connection.ts';
import { quantile } from '../statistics.ts';
import type { VoicePath, Workbench } from '../workbench.ts';

const fullMs = 20_000;
const quickMs = 5_000;
/** Left out at the beginning: what was said before the connection stood comes late, and shall. */
const settleSamples = 24_000;

/**
 * From the moment at which the audio thread hands a frame's last sample out to the frame's arrival at the server. Both
 * ends count the samples, so that it does not matter how a path cuts them into frames. The recorder learns of the
 * handing out by some tenths of a millisecond late; so much more than shown the way may take.
 */
function delaysOf(handed: readonly Handed[], appends: readonly Append[]): number[] {
  const delays: number[] = [];
  let handedSamples = 0;
  let arrivedSamples = 0;
  let at = -1;
  for (const append of appends) {
    arrivedSamples += append.samples;
    while (handedSamples < arrivedSamples && at + 1 < handed.length) handedSamples += handed[(at += 1)]!.samples;
    if (handedSamples < arrivedSamples) break;
    if (arrivedSamples > settleSamples) delays.push(append.at - handed[at]!.at);
  }
  return delays;
}

function measure(bench: Workbench, path: VoicePath, isBlocked: boolean): Promise<number[]> {
  return bench.withRig(path, async ({ connection, recorder, block }) => {
    if (isBlocked) await block(true);
    await delay(bench.count(fullMs, quickMs));
    const { handed } = await recorder.take();
    const delays = delaysOf(handed, connection.appends);
    if (delays.length === 0) throw new Error(`${path}: the capture worklet handed out nothing that is known as audio`);
    return delays;
  });
}

/** How soon what the visitor says is at the server. */
export const microphone: Row = {
  name: 'microphone',
  title: 'microphone frame ready → at the server on loopback',
  isAlone: true,
  async run(bench) {
    const figures: Figure[] = [];
    const notes: string[] = [];
    for (const [isBlocked, state] of [[false, 'idle'], [true, 'page blocked']] as const) {
      const ours = await measure(bench, 'product', isBlocked);
      figures.push({
        name: `microphone → server, ${state}, 99 %`,
        value: quantile(ours, 0.99),
        unit: 'ms',
        baseline: quantile(await measure(bench, 'naive', isBlocked), 0.99),
        peer: quantile(await measure(bench, 'wavtools', isBlocked), 0.99),
        reach: 5,
      });
      notes.push(`${state}: ${ours.length} frames`);
    }
    return { figures, notes };
  },
};
