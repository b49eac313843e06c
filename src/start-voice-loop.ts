import { assetAddresses, type Asset } from './assets/asset.ts';
import type { Dialect } from './protocol/dialect.ts';
import { OWN_DIALECT } from './protocol/dialect-name.ts';
import type { OpenTransport } from './transport/transport.ts';
import { openFromLoop } from './transport/port-transport.ts';
import { VOICE_PROTOCOL, type WorkerGreeting, type WorkerStart } from './voice/voice-messages.ts';

/** Longest wait for a worker to greet; then the next address is tried, and at last the page's own thread. */
const GREETING_LIMIT_MS = 4_000;

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
  const worker = await openWorker(assetBase);
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

async function openWorker(assetBase: string | undefined): Promise<Worker | undefined> {
  try {
    for await (const { url } of assetAddresses(voiceWorker, assetBase)) {
      const worker = url === undefined ? undefined : await greeted(url);
      if (worker !== undefined) return worker;
    }
  } catch {
    // An `asset-base` that is no address: the worklets, which need it more, say so.
  }
  return undefined;
}

/** The worker at the address, once it has said that it is the one; undefined if it does not. */
function greeted(url: string): Promise<Worker | undefined> {
  return new Promise((resolve) => {
    let worker: Worker;
    try {
      worker = new Worker(url);
    } catch {
      // Another origin, or trusted types.
      resolve(undefined);
      return;
    }
    const listening = new AbortController();
    const { signal } = listening;
    const settle = (isOurs: boolean): void => {
      clearTimeout(timer);
      listening.abort();
      if (!isOurs) worker.terminate();
      resolve(isOurs ? worker : undefined);
    };
    const timer = setTimeout(() => settle(false), GREETING_LIMIT_MS);
    worker.addEventListener('error', (event) => (event.preventDefault(), settle(false)), { signal });
    worker.addEventListener(
      'message',
      ({ data }: MessageEvent<Partial<WorkerGreeting> | null>) =>
        settle(data?.type === 'ready' && data.protocol === VOICE_PROTOCOL),
      { signal },
    );
  });
}
