import { delay } from '../clock.ts';
import type { Row } from '../figure.ts';
import { PageMetrics } from '../measure/page-metrics.ts';
import type { Workbench } from '../workbench.ts';

/** One turn: the visitor speaks, the answer is heard and read, a pause. */
const turnMs = 10_000;
const speechMs = 2_000;
const answerMs = 6_000;
const minuteTurns = 6;

/** Parts of the whole, as the browser names them; painting, timers, messages and the rest are not counted apart. */
const parts = { script: 'ScriptDuration', styles: 'RecalcStyleDuration', layout: 'LayoutDuration' } as const;
const whole = 'TaskDuration';

/** Milliseconds of the page's thread that a minute of conversation takes, by the browser's metric. */
type Times = ReadonlyMap<string, number>;

async function readTimes(metrics: PageMetrics): Promise<Times> {
  const times = new Map<string, number>();
  for (const name of [whole, ...Object.values(parts)]) times.set(name, (await metrics.read(name)) * 1_000);
  return times;
}

function measure(bench: Workbench, name: string): Promise<Times> {
  return bench.withPage(name, async ({ page, connect }) => {
    const metrics = await PageMetrics.of(page);
    const connection = await connect();
    const turn = async (): Promise<void> => {
      const begun = performance.now();
      const { userItemId } = connection.speechStarted();
      await delay(speechMs);
      connection.speechStopped(userItemId, 'When does the campground open this year?');
      await connection.speak({ itemsMs: [answerMs], syllables: true }).finished;
      await delay(turnMs - (performance.now() - begun));
    };
    // The first shows everything for the first time.
    await turn();
    const before = await readTimes(metrics);
    const turns = bench.count(minuteTurns, 2);
    for (let i = 0; i < turns; i += 1) await turn();
    const after = await readTimes(metrics);
    return new Map([...after].map(([name, ms]) => [name, ((ms - before.get(name)!) * minuteTurns) / turns]));
  });
}

/** What a conversation leaves of the page to the page. */
export const pageThread: Row = {
  name: 'page-thread',
  title: "the page thread's time for a minute of conversation, panel open",
  async run(bench) {
    const ours = await measure(bench, 'element');
    const value = ours.get(whole)!;
    const baseline = (await measure(bench, 'naive-face')).get(whole)!;
    const peer = (await measure(bench, 'wavtools-face')).get(whole)!;
    const shares = Object.entries(parts).map(([part, name]) => `${part} ${ours.get(name)!.toFixed(0)} ms`);
    return {
      figures: [
        {
          name: 'page thread, a minute of conversation',
          value,
          unit: 'ms',
          baseline,
          peer,
          reach: 600,
          alsoHolds: value < baseline,
        },
      ],
      notes: [
        `of ours: ${shares.join(', ')}`,
        'must also be less than the naive path, whose face is a plain paragraph a message',
      ],
    };
  },
};
