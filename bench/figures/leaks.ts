import { withinMs } from '../clock.ts';
import type { Row } from '../figure.ts';
import { PageMetrics } from '../measure/page-metrics.ts';
import type { Workbench } from '../workbench.ts';

const warmups = 3;
const closeLimitMs = 5_000;
/** Frames of the microphone that make a talk. */
const heardFrames = 10;

type Counts = Readonly<Record<string, number>>;

async function count(metrics: PageMetrics, isElement: boolean): Promise<Counts> {
  await metrics.collectGarbage();
  return {
    contexts: await metrics.countLive('AudioContext.prototype'),
    nodes: await metrics.countLive('AudioNode.prototype'),
    'live tracks': await metrics.countLive('MediaStreamTrack.prototype', "object.readyState === 'live'"),
    workers: await metrics.countLive('Worker.prototype'),
    sockets: await metrics.countLive('WebSocket.prototype'),
    elements: isElement ? await metrics.countLive("customElements.get('realtime-assistant').prototype") : 0,
    listeners: await metrics.read('JSEventListeners'),
    'DOM nodes': await metrics.read('Nodes'),
  };
}

/** How many more of each live after many rounds than after few. */
function measure(bench: Workbench, name: string, rounds: number): Promise<Counts> {
  return bench.withPage(name, async ({ page, connect }) => {
    const metrics = await PageMetrics.of(page);
    const round = async (): Promise<void> => {
      const connection = await connect();
      await connection.heard(heardFrames);
      await connection.speak({ itemsMs: [200] }).finished;
      await connection.heard(2 * heardFrames);
      await page.evaluate('path.disconnect()');
      await withinMs(closeLimitMs, 'the end of a connection', connection.closed);
    };
    for (let i = 0; i < warmups; i += 1) await round();
    await page.waitForTimeout(1_000);
    const before = await count(metrics, name === 'element');
    for (let i = 0; i < rounds; i += 1) await round();
    await page.waitForTimeout(1_000);
    const after = await count(metrics, name === 'element');
    return Object.fromEntries(Object.entries(after).map(([what, value]) => [what, value - before[what]!]));
  });
}

const sum = (counts: Counts): number => Object.values(counts).reduce((total, value) => total + Math.max(0, value), 0);
const show = (counts: Counts): string => {
  const left = Object.entries(counts).filter(([, value]) => value > 0);
  return left.map(([what, value]) => `${value} ${what}`).join(', ') || 'nothing';
};

/** Whether an element that was removed leaves anything behind. */
export const leaks: Row = {
  name: 'leaks',
  title: 'contexts, tracks, workers, sockets, listeners, elements alive after many × add, talk, remove',
  async run(bench) {
    const rounds = bench.count(100, 10);
    const ours = await measure(bench, 'element', rounds);
    const naive = await measure(bench, 'naive-face', rounds);
    return {
      figures: [
        {
          name: `alive after ${rounds} × add, talk, remove`,
          value: sum(ours),
          unit: '',
          baseline: sum(naive),
          // It has no way to close its player.
          peer: null,
          reach: 0,
        },
      ],
      notes: [`left: ${show(ours)}; naive: ${show(naive)}`],
    };
  },
};
