import { openFromLoop } from './transport/port-transport.ts';
import { VoiceLoop } from './voice/voice-loop.ts';
import { VOICE_PROTOCOL, type WorkerGreeting, type WorkerStart } from './voice/voice-messages.ts';

/*
 * The voice loop in a thread of its own, so that a page that is busy delays no sound. It greets the page when it is there,
 * takes its port with the answer, and ends itself with the loop.
 */
declare const self: DedicatedWorkerGlobalScope;

self.addEventListener(
  'message',
  ({ data }: MessageEvent<WorkerStart>) => {
    void new VoiceLoop(data.port, openFromLoop, () => self.close());
  },
  { once: true },
);
self.postMessage({ type: 'ready', protocol: VOICE_PROTOCOL } satisfies WorkerGreeting);
