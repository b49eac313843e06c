/** A stream of numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A signal with pitch, moving formants, hissing consonants, syllables and pauses, RMS about −24 dB of full scale: what
 * the gate looks at in a voice, without a recording. Another seed is another speaker with another sentence. Not to be
 * changed: the same array is given again.
 */
export function voiceLike(seed: number, rate: number, seconds: number): Float32Array {
  const key = `${seed} ${rate} ${seconds}`;
  const known = made.get(key) ?? makeVoice(seed, rate, seconds);
  made.set(key, known);
  return known;
}

/** A voice takes longer to make than to listen to, and many tests want the same. */
const made = new Map<string, Float32Array>();

function makeVoice(seed: number, rate: number, seconds: number): Float32Array {
  const random = randomFrom(seed);
  const samples = new Float32Array(Math.round(rate * seconds));
  const memory = [0, 1, 2, 3].map(() => [0, 0] as [number, number]);
  const pitch = 90 + 130 * random();
  let phase = 0;
  let at = 0;
  while (at < samples.length) {
    const length = Math.round(rate * (0.12 + 0.18 * random()));
    const isPause = random() < 0.15;
    const loud = 0.4 + 0.6 * random();
    const hissPart = 0.15 + 0.15 * random();
    const formants = [300 + 500 * random(), 900 + 1_200 * random(), 2_300 + 700 * random(), 3_500 + 2_500 * random()];
    const bend = 0.9 + 0.2 * random();
    for (let i = 0; i < length && at < samples.length; i += 1, at += 1) {
      const part = i / length;
      phase += (pitch * (1 + (bend - 1) * part)) / rate;
      const pulse = phase >= 1 ? 1 : 0;
      phase %= 1;
      const hiss = (random() - 0.5) * (part < hissPart ? 1.5 : 0.05);
      let sample = 0;
      for (const [k, formant] of formants.entries()) {
        const radius = Math.exp((-Math.PI * (70 + 50 * k)) / rate);
        const last = memory[k]!;
        const y =
          (k < 3 ? pulse : 0) + hiss * (k < 2 ? 0.02 : 0.15) +
          2 * radius * Math.cos((2 * Math.PI * Math.min(formant, rate * 0.45)) / rate) * last[0] -
          radius ** 2 * last[1];
        memory[k] = [y, last[0]];
        sample += y / (1 + 0.5 * k);
      }
      samples[at] = isPause ? 0 : sample * loud * Math.sin(Math.PI * part) ** 0.7;
    }
  }
  const rms = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
  return samples.map((x) => Math.max(-1, Math.min(1, (x / rms) * 0.063)));
}

/** White noise of this RMS. */
export function hiss(seed: number, length: number, rms: number): Float32Array {
  const random = randomFrom(seed);
  return Float32Array.from({ length }, () => (random() - 0.5) * rms * Math.sqrt(12));
}

/** `signal` through a loudspeaker and a room: late by `delayMs`, weaker by `attenuationDb`, with an echo of 0.25 s. */
export function inRoom(signal: Float32Array, rate: number, delayMs: number, attenuationDb: number): Float32Array {
  const random = randomFrom(99);
  const reflections = Array.from({ length: 60 }, (_, i) => {
    const at = i === 0 ? 0 : Math.round(rate * 0.25 * random());
    return { at, gain: i === 0 ? 1 : (random() - 0.5) * 10 ** ((-3 * at) / (rate * 0.25)) };
  });
  const delay = Math.round((rate * delayMs) / 1_000);
  const gain = 10 ** (-attenuationDb / 20);
  const heard = new Float32Array(signal.length);
  for (const reflection of reflections) {
    const late = delay + reflection.at;
    for (let i = late; i < heard.length; i += 1) heard[i]! += gain * reflection.gain * signal[i - late]!;
  }
  return heard;
}

export function mix(...signals: readonly Float32Array[]): Float32Array {
  return Float32Array.from({ length: signals[0]!.length }, (_, i) => signals.reduce((sum, s) => sum + s[i]!, 0));
}
