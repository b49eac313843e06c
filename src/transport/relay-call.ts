import { placeCall, type Call, type CallSound } from './call.ts';
import { CallPoster, CallRefused, closeCodeOf, type CallAddress } from './post-offer.ts';

/** What came of a call through a relay. */
export type RelayCall =
  /** Sound flows; the relay waits for the events' socket, which names the call by `callId`. */
  | { readonly outcome: 'placed'; readonly call: Call; readonly callId: string }
  /** This relay takes no calls at all. */
  | { readonly outcome: 'not-offered' }
  /** As the close that a socket would have had. */
  | { readonly outcome: 'failed'; readonly code: number; readonly reason: string };

/** Places a call through a relay, which opens the service's side. Sound alone: events go through the relay's socket. */
export async function placeRelayCall(
  address: CallAddress,
  sound: CallSound,
  onLost: () => void,
  signal: AbortSignal,
): Promise<RelayCall> {
  const poster = new CallPoster(address);
  try {
    const call = await placeCall({ sound, post: poster.place, restart: poster.restart, onLost, signal });
    const { callId } = poster;
    if (callId !== undefined) return { outcome: 'placed', call, callId };
    call.close();
    return { outcome: 'failed', code: 1006, reason: 'The call has no Location.' };
  } catch (error) {
    if (error instanceof CallRefused && !error.isOffered) return { outcome: 'not-offered' };
    return { outcome: 'failed', code: closeCodeOf(error), reason: error instanceof Error ? error.message : '' };
  }
}
