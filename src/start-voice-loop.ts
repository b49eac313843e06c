import { fileAddresses, type Asset } from './assets/asset.ts';
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
  text: typeof __SCRIPT__ !== 'undefined' && __SCRIPT__ ? undefined : () => import('./voice-whole.worker.ts?source'),
};

const rareDialects: Asset = {
  kind: 'worker',
  fileName: 'dialects.worker.js',
  beside: () => new URL('./dialects.worker.js?no-inline', import.meta.url),
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
  else worker.postMessage({ type: 'start', port, dialects: fileAddresses(rareDialects, assetBase) } satisfies WorkerStart, [port]);
}

/** Runs the voice loop on the page's own thread. Its code is loaded only then. */
export async function startInlineVoiceLoop(
  port: MessagePort,
  openTransport: OpenTransport = openFromLoop,
  ownDialect?: Dialect,
): Promise<void> {
  const [{ VoiceLoop, dialectsWith }, rare] = await Promise.all([
    import('./voice/voice-loop.ts'),
    // Where they do not come, all servers that speak OpenAI's words are understood.
    import('./protocol/rare-dialects.ts').catch(() => undefined),
  ]);
  const find = dialectsWith(() => rare?.RARE_DIALECTS);
  void new VoiceLoop(port, openTransport, (name) => (name === OWN_DIALECT && ownDialect) || find(name));
}
