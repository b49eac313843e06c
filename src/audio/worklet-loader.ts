import { assetAddresses, describeFailure, type Asset } from '../assets/asset.ts';
import { AssistantError } from '../base/assistant-error.ts';
import { withTimeLimit } from './time-limit.ts';

export type WorkletName = 'capture' | 'playback';

const loadLimitMs = 10_000;

const worklets: Readonly<Record<WorkletName, Asset>> = {
  capture: {
    kind: 'worklet',
    fileName: 'capture.worklet.js',
    beside: () => new URL('./capture.worklet.js?no-inline', import.meta.url),
    text: () => import('./capture.worklet.ts?source'),
  },
  playback: {
    kind: 'worklet',
    fileName: 'playback.worklet.js',
    beside: () => new URL('./playback.worklet.js?no-inline', import.meta.url),
    text: () => import('./playback.worklet.ts?source'),
  },
};

/**
 * Loads a worklet into a context, from the first of its addresses that works.
 *
 * @param assetBase folder of the worklets' files, absolute or relative to the page
 * @throws AssistantError `invalid-option` for an `assetBase` that is no address, `worklet-blocked` naming all that was
 * tried
 */
export async function loadWorklet(context: BaseAudioContext, name: WorkletName, assetBase?: string): Promise<void> {
  const worklet = worklets[name];
  const failures: string[] = [];
  for await (const { url, label } of assetAddresses(worklet, assetBase)) {
    if (url === undefined) {
      failures.push(label);
      continue;
    }
    try {
      await withTimeLimit(context.audioWorklet.addModule(url), loadLimitMs, 'loading');
      return;
    } catch (error) {
      failures.push(`${label} (${describeFailure(error)})`);
    }
  }
  throw new AssistantError(
    'worklet-blocked',
    `The audio worklet "${worklet.fileName}" could not be loaded. Tried: ${failures.join('; ')}. ` +
      "Put the package's *.worklet.js files where the page's script-src allows it and set `asset-base` to that folder.",
  );
}
