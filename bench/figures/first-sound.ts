import type { Row } from '../figure.ts';
import { measureInterruptions } from '../measure/interruptions.ts';
import { median } from '../statistics.ts';
import type { VoicePath, Workbench } from '../workbench.ts';

async function delays(bench: Workbench, path: VoicePath): Promise<number[]> {
  const { runs } = await measureInterruptions(bench, path, false);
  return runs.map(({ firstSoundMs }) => firstSoundMs);
}

/** How soon an answer is heard. */
export const firstSound: Row = {
  name: 'first-sound',
  title: 'first audio delta at the socket → first audible sample, zero jitter',
  isAlone: true,
  async run(bench) {
    const ours = await delays(bench, 'product');
    return {
      figures: [
        {
          name: 'first delta → first sound, median',
          value: median(ours),
          unit: 'ms',
          baseline: median(await delays(bench, 'naive')),
          peer: median(await delays(bench, 'wavtools')),
          reach: 15,
        },
      ],
      notes: [`${ours.length} answers`],
    };
  },
};
