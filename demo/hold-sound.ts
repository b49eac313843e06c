/** Frames a second: enough for wood, whose overtones end below 5 kHz. */
const rate = 11_025;
const bpm = 96;
/** Two bars of four beats, in eighths. */
const steps = 16;
const stepFrames = (rate * 60) / bpm / 2;
const frames = steps * stepFrames;

/** Semitones from middle C, by eighth; the bass falls on each beat, so that the beat can be heard and found. */
const bass = [-12, null, -5, null, -12, null, -5, null, -15, null, -8, null, -15, null, -7, null];
const melody = [4, null, null, 7, 12, null, 7, null, null, 9, 12, null, 7, null, 4, 2];

/**
 * The demo's hold sound: two bars of a soft marimba that loop without a seam, made here and not recorded, so that it is
 * ours and the same each time. WAV in µ-law, 55 kB.
 */
export function holdSound(): Buffer {
  const samples = new Float32Array(frames);
  for (let step = 0; step < steps; step += 1) {
    strike(samples, step, bass[step] ?? null, { loudness: 0.42, ringSeconds: 0.55 });
    strike(samples, step, melody[step] ?? null, { loudness: 0.2, ringSeconds: 0.4 });
  }
  return muLawWav(samples);
}

/** One stroke of a mallet. What rings beyond the end goes on at the beginning, as it does when the loop comes round. */
function strike(
  samples: Float32Array,
  step: number,
  note: number | null,
  { loudness, ringSeconds }: { readonly loudness: number; readonly ringSeconds: number },
): void {
  if (note === null) return;
  const pitch = 261.63 * 2 ** (note / 12);
  for (let i = 0; i < rate * 3; i += 1) {
    const seconds = i / rate;
    const turn = 2 * Math.PI * pitch * seconds;
    // A bar of a marimba is tuned to sound its double octave beside the tone, which dies away first.
    const tone = Math.sin(turn) + 0.25 * Math.exp(-seconds * 14) * Math.sin(4 * turn);
    const swell = Math.min(1, seconds / 0.004) * Math.exp(-seconds / ringSeconds);
    const at = (Math.round(step * stepFrames) + i) % frames;
    samples[at] = samples[at]! + loudness * swell * tone;
  }
}

/** Samples from -1 to 1 as a WAV file of µ-law bytes (ITU-T G.711), half the size of PCM16. */
function muLawWav(samples: Float32Array): Buffer {
  const header = Buffer.alloc(46);
  header.write('RIFF', 0);
  header.writeUInt32LE(38 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(7, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 38);
  header.writeUInt32LE(samples.length, 42);
  return Buffer.concat([header, Buffer.from(Uint8Array.from(samples, muLaw))]);
}

function muLaw(sample: number): number {
  const bias = 132;
  const magnitude = Math.min(32_635, Math.round(Math.abs(sample) * 32_767)) + bias;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~((sample < 0 ? 128 : 0) | (exponent << 4) | mantissa) & 255;
}
