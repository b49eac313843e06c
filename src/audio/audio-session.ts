/** Audio Session, W3C draft; Safari has it. It tells the system what a page's sound is for. */
interface AudioSession {
  type: string;
}

type Purpose = 'playback' | 'play-and-record';

/** One for the whole page, hence shared by all that sounds on it. */
const claims = new Map<symbol, Purpose>();
let ownType: string | undefined;

/**
 * Says what the page's sound is for, until `signal` is aborted: a microphone needs `play-and-record`, and without
 * `playback` an iPhone's ring switch silences an answer. Then the page's own type holds again.
 */
export function claimAudioSession(purpose: Purpose, signal: AbortSignal): void {
  const { audioSession } = navigator as { audioSession?: AudioSession };
  if (audioSession === undefined || signal.aborted) return;
  const claim = Symbol(purpose);
  if (claims.size === 0) ownType = audioSession.type;
  claims.set(claim, purpose);
  apply(audioSession);
  const release = (): void => {
    claims.delete(claim);
    apply(audioSession);
  };
  signal.addEventListener('abort', release, { once: true });
}

function apply(audioSession: AudioSession): void {
  const purposes = [...claims.values()];
  const type = purposes.includes('play-and-record') ? 'play-and-record' : (purposes[0] ?? ownType ?? 'auto');
  if (audioSession.type !== type) audioSession.type = type;
}
