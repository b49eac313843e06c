import { delay } from '../clock.ts';
import type { Row } from '../figure.ts';
import { PageMetrics } from '../measure/page-metrics.ts';
import type { ScriptedConnection } from '../server/scripted-connection.ts';
import type { Workbench } from '../workbench.ts';

const few = 10;
const many = 1_000;
const wordMs = 50;
const warmUpWords = 40;
const settleMs = 1_000;
const sentence = 'The campground at the lake opens in the middle of May and closes with the first snow. ';

/** What was said before: turns of both sides, whole. */
function seed(connection: ScriptedConnection, count: number): string {
  let previous: string | null = null;
  for (let i = 0; i < count; i += 1) {
    const role = i % 2 === 0 ? 'user' : 'assistant';
    const type = role === 'user' ? 'input_text' : 'output_text';
    const item = { id: `item_${i}`, type: 'message', status: 'completed', role, content: [{ type, text: sentence }] };
    connection.send({ type: 'conversation.item.added', previous_item_id: previous, item });
    previous = item.id;
  }
  return previous!;
}

/** Milliseconds of the page's thread for one word, less what the page does meanwhile without any. */
function measure(bench: Workbench, name: string, count: number): Promise<number> {
  return bench.withPage(name, async ({ page, connect }) => {
    const metrics = await PageMetrics.of(page);
    const connection = await connect();
    const last = seed(connection, count);
    const item = { id: 'answer', type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    const response = { id: 'response', object: 'realtime.response', status: 'in_progress', output: [] };
    connection.send({ type: 'response.created', response });
    connection.send({ type: 'response.output_item.added', response_id: response.id, output_index: 0, item });
    connection.send({ type: 'conversation.item.added', previous_item_id: last, item });
    const say = (delta: string): void => {
      const where = { response_id: response.id, item_id: item.id, output_index: 0, content_index: 0 };
      connection.send({ type: 'response.output_text.delta', ...where, delta });
    };
    // The first words show everything for the first time.
    for (let at = 0; at < warmUpWords; at += 1) {
      say(`Well${at}, `);
      await delay(wordMs);
    }
    await page.waitForFunction(`path.end.includes('Well${warmUpWords - 1},')`);
    await delay(settleMs);
    const words = bench.count(200, 60);
    const spend = async (work: (at: number) => void): Promise<number> => {
      const before = await metrics.read('TaskDuration');
      for (let at = 0; at < words; at += 1) {
        work(at);
        await delay(wordMs);
      }
      return ((await metrics.read('TaskDuration')) - before) * 1_000;
    };
    const idle = await spend(() => {});
    const busy = await spend((at) => say(`word${at} `));
    await page.waitForFunction(`path.end.includes('word${words - 1}')`);
    return (busy - idle) / words;
  });
}

/** Whether a long conversation makes each further word dearer. */
export const wordCost: Row = {
  name: 'word-cost',
  title: 'what one streamed word costs the page thread at 1,000 messages, against 10',
  async run(bench) {
    const cost = async (page: string) => ({
      few: await measure(bench, page, few),
      many: await measure(bench, page, many),
    });
    const ours = await cost('element-text');
    const naive = await cost('naive-list');
    const show = ({ few, many }: { few: number; many: number }) => `${few.toFixed(2)} → ${many.toFixed(2)} ms`;
    return {
      figures: [
        {
          name: 'a streamed word at 1,000 messages against 10',
          value: ours.many / ours.few,
          unit: '×',
          baseline: naive.many / naive.few,
          peer: null,
          reach: 1.5,
          alsoHolds: ours.many < naive.many,
        },
      ],
      notes: [`ours ${show(ours)}, naive ${show(naive)} a word`, 'must also cost less than the naive list'],
    };
  },
};
