import type { Asset } from '../../../src/assets/asset.ts';
import { openWorker } from '../../../src/assets/open-worker.ts';
import { ORB_PROTOCOL } from '../../../src/elements/orb-messages.ts';

// The page inside the frame of `inPage`: opens a worker that is needed, then one that it could do without, and reports
// how many ways were tried for each.
const { Worker } = globalThis;
let tries = 0;
globalThis.Worker = class extends Worker {
  constructor(url: string | URL) {
    tries += 1;
    super(url);
  }
};

const needed: Asset = {
  kind: 'worker',
  fileName: 'orb.worker.js',
  beside: () => new URL('/src/elements/orb.worker.js', location.href),
  text: () => import('../../../src/elements/orb.worker.ts?source'),
};

async function triesOf(asset: Asset): Promise<string> {
  tries = 0;
  const worker = await openWorker(asset, ORB_PROTOCOL, undefined);
  worker?.terminate();
  return `${worker === undefined ? 'none' : 'one'} after ${tries}`;
}

parent.postMessage(`${await triesOf(needed)}, ${await triesOf({ ...needed, isOptional: true })}`, '*');
