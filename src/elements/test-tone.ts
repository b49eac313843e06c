/** Three soft notes, rising: long enough to turn one's head, short enough to press again. Hz. */
const notes = [523.25, 659.25, 783.99];
const noteSeconds = 0.22;

type SinkContext = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/**
 * Plays the test sound on a loudspeaker, and resolves when it has been heard or given up. Call it in a click.
 *
 * @param speakerId as of `enumerateDevices()`; null: the system's own
 * @param volume 0 to 1
 */
export async function playTestTone(speakerId: string | null, volume: number, signal: AbortSignal): Promise<void> {
  const context: SinkContext = new AudioContext();
  try {
    if (speakerId !== null) await context.setSinkId?.(speakerId);
    await context.resume();
    const start = context.currentTime + 0.05;
    const heard = notes.map((frequency, at) => playNote(context, frequency, start + at * noteSeconds, volume));
    const given = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    if (!signal.aborted) await Promise.race([Promise.all(heard), given]);
  } finally {
    await context.close();
  }
}

function playNote(context: AudioContext, frequency: number, from: number, volume: number): Promise<void> {
  const oscillator = new OscillatorNode(context, { frequency, type: 'triangle' });
  const gain = new GainNode(context, { gain: 0 });
  oscillator.connect(gain).connect(context.destination);
  // Risen in 20 ms and fallen to nothing: a note that is switched clicks.
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(0.35 * volume, from + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, from + noteSeconds * 2);
  oscillator.start(from);
  oscillator.stop(from + noteSeconds * 2);
  return new Promise((resolve) => oscillator.addEventListener('ended', () => resolve(), { once: true }));
}
