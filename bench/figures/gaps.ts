import { delay } from '../clock.ts';
import type { Row } from '../figure.ts';
import { Recording } from '../recording.ts';
import type { VoicePath, Workbench } from '../workbench.ts';

const fullMs = 60_000;
const quickMs = 10_000;
const leadMs = 100;
/** The recorder is emptied so often. */
const takeMs = 2_000;

interface Gaps {
  readonly count: number;
  readonly totalMs: number;
}

function measure(bench: Workbench, path: VoicePath): Promise<Gaps> {
  return bench.withRig(path, async ({ connection, recorder, block }) => {
    await connection.speak({ itemsMs: [300] }).finished;
    await delay(1_000);
    await block(true);
    await recorder.take();
    const lengthMs = bench.count(fullMs, quickMs);
    const answer = connection.speak({ itemsMs: [lengthMs], deltaMs: 20, speed: 1, leadMs });
    let recording = new Recording(0, [], []);
    // The last of it may be heard late.
    for (let ms = 0; ms < lengthMs + takeMs; ms += takeMs) {
      await delay(takeMs);
      recording = recording.joined(await recorder.take());
    }
    await answer.finished;
    const gapsMs = recording.sound()?.gapsMs;
    if (gapsMs === undefined) throw new Error(`${path}: the answer was not heard at all`);
    return { count: gapsMs.length, totalMs: gapsMs.reduce((sum, gap) => sum + gap, 0) };
  });
}

/** Whether a busy page is heard in the answer. */
export const gaps: Row = {
  name: 'gaps',
  title: `gaps heard: audio in real time with ${leadMs} ms lead, page blocked 300 ms of every second`,
  async run(bench) {
    const ours = await measure(bench, 'product');
    const naive = await measure(bench, 'naive');
    const peer = await measure(bench, 'wavtools');
    const seconds = bench.count(fullMs, quickMs) / 1_000;
    const silence = ({ totalMs }: Gaps): string => `${totalMs.toFixed(0)} ms`;
    return {
      figures: [
        { name: `gaps heard in ${seconds} s`, value: ours.count, unit: '', baseline: naive.count, peer: peer.count, reach: 0 },
      ],
      notes: [`silence in all: ${silence(ours)}, naive ${silence(naive)}, wavtools ${silence(peer)}`],
    };
  },
};
