import type { Asset } from './assets/asset.ts';
import { openWorker } from './assets/open-worker.ts';
import type { Dialect } from './protocol/dialect.ts';
import { OWN_DIALECT } from './protocol/dialect-name.ts';
import { openFromLoop } from './transport/port-transport.ts';
import type { OpenTransport } from './transport/transport.ts';
import { VOICE_PROTOCOL, type WorkerStart } from './voice/voice-messages.ts';

const voiceWorker: Asset = {
  kind: 'worker',
  fileName: 'voice.worker.js',
  beside: () => new URL('./voice.worker.js?no-inline', import.meta.url),
  // One file for a script tag carries no second copy of the loop.
  text: typeof __SCRIPT__ !== 'undefined' && __SCRIPT__ ? undefined : () => import('./voice.worker.ts?source'),
};

/**
 * Runs the voice loop in a dedicated worker, and on the page's own thread where no worker can be made: a strict policy, a file
 * that was lost or is of another version. `port` speaks `VoiceCommand`; until the loop runs, what it is told waits there.
 *
 * @param assetBase folder of the package's files
 */
export async function startVoiceLoop(port: MessagePort, assetBase: string | undefined): Promise<void> {
  const worker = await openWorker(voiceWorker, VOICE_PROTOCOL, assetBase);
  if (worker === undefined) await startInlineVoiceLoop(port);
  else worker.postMessage({ type: 'start', port } satisfies WorkerStart, [port]);
}

/** Runs the voice loop on the page's own thread. Its code is loaded only then. */
export async function startInlineVoiceLoop(
  port: MessagePort,
  openTransport: OpenTransport = openFromLoop,
  ownDialect?: Dialect,
): Promise<void> {
  const { VoiceLoop, DIALECTS } = await import('./voice/voice-loop.ts');
  const dialects = ownDialect === undefined ? DIALECTS : { ...DIALECTS, [OWN_DIALECT]: ownDialect };
  void new VoiceLoop(port, openTransport, undefined, dialects);
}
