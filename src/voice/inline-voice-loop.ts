import type { OpenTransport } from '../transport/transport.ts';
import { VoiceLoop } from './voice-loop.ts';

/**
 * Runs the voice loop on the page's own thread. The other end of its port speaks `VoiceReport` and takes
 * `VoiceCommand`.
 */
export function startInlineVoiceLoop(openTransport: OpenTransport): MessagePort {
  const { port1, port2 } = new MessageChannel();
  void new VoiceLoop(port1, openTransport);
  return port2;
}
