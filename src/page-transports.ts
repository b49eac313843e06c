import type { PageTransports } from './session/line.ts';
import { serveTransport } from './transport/port-transport.ts';

/** The ways that only a page can open. The code of each is loaded when it is used. */
export function pageTransports(): PageTransports {
  return {
    canCall: typeof RTCPeerConnection !== 'undefined',
    placeCall: async (address, sound, onLost, signal) => {
      const { placeRelayCall } = await import('./transport/calls.ts');
      return placeRelayCall(address, sound, onLost, signal);
    },
    serveDirect: (port, address, sound) => {
      void import('./transport/calls.ts').then(({ openDataChannel }) =>
        serveTransport(port, openDataChannel(address, sound)),
      );
    },
    serveChat: (port) => {
      // Filled in with the transport itself.
      serveTransport(port, (_target, handlers) => {
        queueMicrotask(() => handlers.onClose(4404, 'no text over HTTP'));
        return { bufferedBytes: 0, send: () => {}, close: () => {} };
      });
    },
  };
}
