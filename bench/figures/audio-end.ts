import type { Row } from '../figure.ts';
import { measureInterruptions, type Interruption } from '../measure/interruptions.ts';
import { worst } from '../statistics.ts';
import type { VoicePath, Workbench } from '../workbench.ts';

async function interruptions(bench: Workbench, path: VoicePath): Promise<{ runs: Interruption[]; refused: number }> {
  const idle = await measureInterruptions(bench, path, false);
  const blocked = await measureInterruptions(bench, path, true);
  return { runs: [...idle.runs, ...blocked.runs], refused: idle.violations.length + blocked.violations.length };
}

const worstError = (runs: readonly Interruption[]): number =>
  worst(runs.flatMap(({ endErrorMs }) => (endErrorMs === null ? [] : [endErrorMs])));
const wrongShare = (runs: readonly Interruption[]): number =>
  (100 * runs.filter(({ isRightItem }) => !isRightItem).length) / runs.length;

/** Whether the service learns truly what was heard of an answer that was cut. */
export const audioEnd: Row = {
  name: 'audio-end',
  title: 'error of `audio_end_ms` against the samples recorded, several items queued',
  isAlone: true,
  async run(bench) {
    const ours = await interruptions(bench, 'product');
    const naive = await interruptions(bench, 'naive');
    const peer = await interruptions(bench, 'wavtools');
    return {
      figures: [
        {
          name: 'audio_end_ms, worst error',
          value: worstError(ours.runs),
          unit: 'ms',
          baseline: worstError(naive.runs),
          peer: worstError(peer.runs),
          reach: 10,
        },
        {
          name: 'truncated the wrong item',
          value: wrongShare(ours.runs),
          unit: '%',
          baseline: wrongShare(naive.runs),
          peer: wrongShare(peer.runs),
          reach: 0,
        },
      ],
      notes: [
        ...ours.runs.filter(({ isRightItem }) => !isRightItem).map(({ story }) => `wrong: ${story}`),
        `${ours.runs.length} interruptions, of the others ${naive.runs.length} each`,
        `refused by the service: ${ours.refused}, naive ${naive.refused}, wavtools ${peer.refused}`,
      ],
    };
  },
};
