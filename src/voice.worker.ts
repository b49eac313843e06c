import { dialectsWith } from './protocol/find-dialect.ts';
import type { RareDialects } from './protocol/rare-dialects.ts';
import { openFromLoop } from './transport/port-transport.ts';
import { VoiceLoop } from './voice/voice-loop.ts';
import { VOICE_PROTOCOL, type WorkerGreeting, type WorkerStart } from './voice/voice-messages.ts';

/*
 * The voice loop in a thread of its own, so that a page that is busy delays no sound. It greets the page when it is there,
 * takes its port with the answer, and ends itself with the loop.
 */
declare const self: DedicatedWorkerGlobalScope & {
  /** Set by what came in the same script, or by `dialects.worker.js`. */
  realtimeDialects?: RareDialects;
  /** Set where the page demands trusted types, see asset.ts. */
  realtimeTrusted?: (url: string) => string;
};

self.addEventListener(
  'message',
  ({ data }: MessageEvent<WorkerStart>) => {
    void new VoiceLoop(data.port, openFromLoop, dialectsWith(() => rareDialects(data.dialects)), () => self.close());
  },
  { once: true },
);
self.postMessage({ type: 'ready', protocol: VOICE_PROTOCOL } satisfies WorkerGreeting);

/** Waited for, once: a server that speaks one of them is heard only with it. */
function rareDialects(addresses: readonly string[]): RareDialects | undefined {
  for (const address of addresses) {
    if (self.realtimeDialects !== undefined) break;
    try {
      self.importScripts(self.realtimeTrusted?.(address) ?? address);
    } catch (error) {
      console.warn(`realtime-assistant: the dialects of ${address} could not be loaded`, error);
    }
  }
  return self.realtimeDialects;
}
