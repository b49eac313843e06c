import type { Figure, Row } from '../figure.ts';
import { measureInterruptions } from '../measure/interruptions.ts';
import { median, worst } from '../statistics.ts';
import type { VoicePath, Workbench } from '../workbench.ts';

async function silences(bench: Workbench, path: VoicePath, isBlocked: boolean): Promise<number[]> {
  const { runs } = await measureInterruptions(bench, path, isBlocked);
  return runs.map(({ silenceMs }) => silenceMs);
}

/** How soon the assistant is silent when the visitor begins to speak. */
export const speechStart: Row = {
  name: 'speech-start',
  title: 'speech-start frame at the socket → last audible sample',
  isAlone: true,
  async run(bench) {
    const figures: Figure[] = [];
    const notes: string[] = [];
    for (const [isBlocked, state] of [[false, 'idle'], [true, 'page blocked']] as const) {
      const ours = await silences(bench, 'product', isBlocked);
      const naive = await silences(bench, 'naive', isBlocked);
      const peer = await silences(bench, 'wavtools', isBlocked);
      const figure = (name: string, of: (values: readonly number[]) => number, reach: number): Figure => ({
        name: `speech start → silence, ${state}, ${name}`,
        value: of(ours),
        unit: 'ms',
        baseline: of(naive),
        peer: of(peer),
        reach,
      });
      figures.push(figure('median', median, 12), figure('worst', worst, 20));
      notes.push(`${state}: ${ours.length} interruptions, of the others ${naive.length} each`);
    }
    return { figures, notes };
  },
};
