/** The two directions of a call's sound; `audio/audio-system.ts` has the words to each. */
export interface CallSound {
  sendFrom(listener: (track: MediaStreamTrack | null) => void): () => void;
  play(stream: MediaStream): () => void;
}

/** Takes an offer to the other side and brings its answer: SDP, both. Rejects with what it could not do. */
export type PostOffer = (offer: string, signal: AbortSignal) => Promise<string>;

export interface CallOptions {
  readonly sound: CallSound;
  readonly post: PostOffer;
  /** Asks the other side for new ways through the network, for a call that stands. Absent: it cannot. */
  readonly restart?: PostOffer;
  /** A data channel to open; `use` is called with it before anything can come through it. Absent: sound alone. */
  readonly channel?: { readonly label: string; readonly use: (channel: RTCDataChannel) => void };
  /** The way is broken for good; `close` was called already. Not told of a call that was closed, or that never stood. */
  readonly onLost: () => void;
  /** Longest wait until sound can flow, milliseconds. Default 8,000. */
  readonly limitMs?: number;
  /** Gives up the placing. */
  readonly signal?: AbortSignal;
}

export interface Call {
  /** What the microphone hears is sent, or silence. */
  listening: boolean;
  close(): void;
}

const CONNECT_LIMIT_MS = 8_000;
/** Host addresses are found at once; who waits longer waits for a server that nobody named. */
const GATHERING_LIMIT_MS = 1_000;
/** Most gaps of a network that changes heal by themselves within seconds (RFC 8445, consent is checked every 4 to 6 s). */
const HEALING_MS = 4_000;
const RESTART_LIMIT_MS = 8_000;

/**
 * Places a call: sound both ways over WebRTC. Resolves when it can flow.
 *
 * @throws what `post` rejected with, or `DOMException`s of the browser; `TimeoutError` where the network lets nothing through
 */
export async function placeCall(options: CallOptions): Promise<Call> {
  const { sound, post, restart, channel, onLost, limitMs = CONNECT_LIMIT_MS, signal } = options;
  const limit = AbortSignal.timeout(limitMs);
  const given = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const peer = new RTCPeerConnection();
  const life = new AbortController();
  const ends: (() => void)[] = [() => peer.close(), () => life.abort()];
  const close = (): void => ends.splice(0).forEach((end) => end());
  try {
    const { sender } = peer.addTransceiver('audio', { direction: 'sendrecv' });
    let isListening = true;
    let microphone: MediaStreamTrack | null = null;
    const send = (): void => void sender.replaceTrack(isListening ? microphone : null).catch(() => {});
    ends.push(
      sound.sendFrom((track) => {
        microphone = track;
        send();
      }),
    );
    const onTrack = ({ track }: RTCTrackEvent): void => void ends.push(sound.play(new MediaStream([track])));
    peer.addEventListener('track', onTrack, { signal: life.signal });
    channel?.use(peer.createDataChannel(channel.label));
    await negotiate(peer, post, given);
    await untilConnected(peer, given);
    watch(peer, life.signal, restart, () => {
      close();
      onLost();
    });
    return {
      get listening() {
        return isListening;
      },
      set listening(value) {
        if (value === isListening) return;
        isListening = value;
        send();
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function negotiate(peer: RTCPeerConnection, post: PostOffer, signal: AbortSignal, iceRestart = false): Promise<void> {
  await unlessAborted(peer.setLocalDescription(await peer.createOffer({ iceRestart })), signal);
  await gathered(peer, signal);
  const answer = await unlessAborted(post(peer.localDescription!.sdp, signal), signal);
  await unlessAborted(peer.setRemoteDescription({ type: 'answer', sdp: answer }), signal);
}

/** Offers are posted whole: nobody is there to trickle to. */
function gathered(peer: RTCPeerConnection, signal: AbortSignal): Promise<void> {
  return until(peer, 'icegatheringstatechange', () => peer.iceGatheringState === 'complete', [
    signal,
    AbortSignal.timeout(GATHERING_LIMIT_MS),
  ]);
}

async function untilConnected(peer: RTCPeerConnection, signal: AbortSignal, isRestart = false): Promise<void> {
  // A call that failed says so until the restart has found a way.
  const over = isRestart ? ['connected', 'closed'] : ['connected', 'failed', 'closed'];
  const isOver = (): boolean => over.includes(peer.connectionState);
  await until(peer, 'connectionstatechange', isOver, [signal]);
  signal.throwIfAborted();
  if (peer.connectionState !== 'connected') throw new DOMException('The network lets no call through.', 'NetworkError');
}

/** Resolves when it is so, or when one of the signals is aborted. */
function until(peer: RTCPeerConnection, type: string, isSo: () => boolean, signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController();
    const settle = (): void => {
      done.abort();
      resolve();
    };
    const given = AbortSignal.any(signals);
    if (given.aborted || isSo()) return settle();
    given.addEventListener('abort', settle, { signal: done.signal });
    peer.addEventListener(type, () => isSo() && settle(), { signal: done.signal });
  });
}

/** Restarts the search for a way when the call broke, once at a time; gives up where that cannot be done or does not help. */
function watch(peer: RTCPeerConnection, signal: AbortSignal, restart: PostOffer | undefined, onLost: () => void): void {
  let healing: ReturnType<typeof setTimeout> | undefined;
  let isRestarting = false;
  const lose = (): void => {
    if (!signal.aborted) onLost();
  };
  const cure = async (): Promise<void> => {
    clearTimeout(healing);
    if (signal.aborted || isRestarting) return;
    if (restart === undefined) return lose();
    isRestarting = true;
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(RESTART_LIMIT_MS)]);
      await negotiate(peer, restart, limit, true);
      await untilConnected(peer, limit, true);
    } catch {
      lose();
    } finally {
      isRestarting = false;
    }
  };
  const onState = (): void => {
    clearTimeout(healing);
    if (peer.connectionState === 'failed') void cure();
    else if (peer.connectionState === 'disconnected') healing = setTimeout(() => void cure(), HEALING_MS);
    else if (peer.connectionState === 'closed') lose();
  };
  peer.addEventListener('connectionstatechange', onState, { signal });
  signal.addEventListener('abort', () => clearTimeout(healing), { once: true });
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
