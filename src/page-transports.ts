import type { PageTransports } from './session/line.ts';
import { serveLoaded } from './transport/port-transport.ts';

/** A relay that is there answers this at once. */
const ASK_LIMIT_MS = 4_000;

/** The ways that only a page can open. The code of each is loaded when it is used. */
export function pageTransports(): PageTransports {
  return {
    canCall: typeof RTCPeerConnection !== 'undefined',
    placeCall: async (address, sound, onLost, signal) => {
      const { placeRelayCall } = await import('./transport/calls.ts');
      return placeRelayCall(address, sound, onLost, signal);
    },
    serveDirect: (port, address, sound) => {
      serveLoaded(port, async () => (await import('./transport/calls.ts')).openDataChannel(address, sound));
    },
    offersChat: async (readyUrl) => {
      try {
        const response = await fetch(readyUrl, { credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(ASK_LIMIT_MS) });
        const { routes } = (await response.json()) as { routes?: unknown };
        return response.ok && Array.isArray(routes) && routes.includes('chat');
      } catch {
        return false;
      }
    },
    serveChat: (port, renewToken) => {
      const load = () => import('./transport/chat-transport.ts');
      serveLoaded(port, async () => (await load()).createChatTransport(undefined, renewToken));
    },
  };
}
