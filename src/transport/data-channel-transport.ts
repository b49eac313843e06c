import { placeCall, type Call, type CallSound } from './call.ts';
import { CallPoster, closeCodeOf, type CallAddress } from './post-offer.ts';
import type { OpenTransport, Transport } from './transport.ts';

/** Frames that wait for the channel's other end; events are small, so more is a network that stands. */
const BUFFERED_LIMIT_BYTES = 1024 * 1024;

/**
 * A call to the service itself, without a relay between: sound over WebRTC, events over its data channel (guide 2.2). The page then holds a
 * token of the service's, a short-lived one at best, and sees the instructions: for those who must.
 *
 * @param label of the data channel; OpenAI's own clients call it `oai-events`, and none seems to matter
 */
export function openDataChannel(address: CallAddress, sound: CallSound, label = 'oai-events'): OpenTransport {
  return (_target, handlers) => {
    const giveUp = new AbortController();
    let events: RTCDataChannel | undefined;
    let call: Call | undefined;
    let over = false;
    const finish = (code: number, reason: string): void => {
      if (over) return;
      over = true;
      giveUp.abort();
      call?.close();
      handlers.onClose(code, reason);
    };
    const use = (channel: RTCDataChannel): void => {
      events = channel;
      channel.binaryType = 'arraybuffer';
      channel.addEventListener('open', () => over || handlers.onOpen());
      channel.addEventListener('close', () => finish(1006, ''));
      channel.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => over || handlers.onMessage(data));
    };
    const poster = new CallPoster(address);
    const onLost = (): void => finish(1006, '');
    placeCall({ sound, post: poster.place, channel: { label, use }, onLost, signal: giveUp.signal }).then(
      (placed) => {
        call = placed;
        if (over) placed.close();
      },
      (error: unknown) => finish(closeCodeOf(error), error instanceof Error ? error.message : ''),
    );
    return {
      carriesAudio: true,
      get bufferedBytes() {
        return events?.bufferedAmount ?? 0;
      },
      send: (frame) => {
        if (over || events?.readyState !== 'open') return;
        if (events.bufferedAmount > BUFFERED_LIMIT_BYTES) return finish(1006, 'the data channel stands still');
        if (typeof frame === 'string') events.send(frame);
        else events.send(frame);
      },
      close: (code = 1000, reason = '') => queueMicrotask(() => finish(code, reason)),
    } satisfies Transport;
  };
}
