import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Row } from '../figure.ts';

const measurement = new URL('../echo-gate/measure.ts', import.meta.url);

/** What the gate's own measurement gives, of its figures. */
interface EchoGateFigures {
  readonly scenes: number;
  /** Leaks of more than 200 ms. */
  readonly leaksPerMinute: number;
  readonly nearHeldPercent: number;
}

type MeasureEchoGate = (options: { readonly scenes: number }) => Promise<EchoGateFigures>;

/** Whether the assistant's own voice is taken for the visitor's, or the visitor's for the assistant's. */
export const echoGate: Row = {
  name: 'echo-gate',
  title: 'echo gate over simulated rooms',
  // It keeps this process busy for a minute and longer, and the service of the other rows runs in this process.
  isAlone: true,
  async run(bench) {
    if (!existsSync(fileURLToPath(measurement))) return { figures: [], notes: ['not built yet'] };
    const { measureEchoGate } = (await import(measurement.href)) as { measureEchoGate: MeasureEchoGate };
    const { scenes, leaksPerMinute, nearHeldPercent } = await measureEchoGate({ scenes: bench.count(84, 6) });
    // Without a gate all echo leaks and nothing is held: that is no count of leaks to compare with.
    const baseline = { baseline: null, peer: null };
    return {
      figures: [
        { name: 'echo leaks over 200 ms', value: leaksPerMinute, unit: 'a minute', ...baseline, reach: 1.2 },
        { name: 'near speech held back', value: nearHeldPercent, unit: '%', ...baseline, reach: 8.5 },
      ],
      notes: [`${scenes} rooms; \`bench/echo-gate\` tells more`],
    };
  },
};
