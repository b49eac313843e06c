/** Samples of one channel, -1 to 1. */
export interface Sound {
  readonly rate: number;
  readonly samples: Float32Array;
}

export function sound(rate: number, seconds: number, sampleAt: (index: number) => number): Sound {
  return { rate, samples: Float32Array.from({ length: Math.round(rate * seconds) }, (_, i) => sampleAt(i)) };
}

/** A kick drum at each beat, the first after a quarter of a second. */
export function clicks({ bpm, seconds = 8, loudness = 0.8 }: { bpm: number; seconds?: number; loudness?: number }): Sound {
  const rate = 44_100;
  const beat = (60 / bpm) * rate;
  const first = rate / 4;
  return sound(rate, seconds, (i) => {
    const since = i < first ? Infinity : (i - first) % beat;
    return since > rate * 0.1 ? 0 : loudness * Math.sin((2 * Math.PI * 60 * since) / rate) * Math.exp(-since / (rate * 0.02));
  });
}

/** Voiced syllables of 90 to 260 ms at a gliding pitch, with pauses: as irregular as speech. */
export function syllables(): Sound {
  const rate = 44_100;
  const lengths = [0.12, 0.21, 0.09, 0.17, 0.26, 0.11, 0.15, 0.23, 0.1, 0.19, 0.13, 0.25, 0.14];
  const starts: { readonly at: number; readonly length: number }[] = [];
  for (let at = 0.2, i = 0; at < 12; i += 1) {
    const length = lengths[(i * 5) % lengths.length]!;
    starts.push({ at, length });
    at += length + (i % 7 === 6 ? 0.45 : 0.03) + lengths[(i * 3 + 1) % lengths.length]! / 4;
  }
  return sound(rate, 12, (i) => {
    const seconds = i / rate;
    const now = starts.findLast(({ at }) => at <= seconds);
    if (now === undefined || seconds > now.at + now.length) return 0;
    const swell = Math.sin((Math.PI * (seconds - now.at)) / now.length);
    return 0.5 * swell * Math.sin(2 * Math.PI * (120 * seconds + 4 * Math.sin(2 * Math.PI * 0.4 * seconds)));
  });
}

/** Address of the sound as a WAV file (32-bit float, so that nothing is lost), for as long as the page lives. */
export function soundUrl({ rate, samples }: Sound): string {
  const header = new DataView(new ArrayBuffer(44));
  const write = (at: number, text: string): void =>
    [...text].forEach((letter, i) => header.setUint8(at + i, letter.charCodeAt(0)));
  write(0, 'RIFF');
  header.setUint32(4, 36 + samples.byteLength, true);
  write(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 3, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, rate, true);
  header.setUint32(28, rate * 4, true);
  header.setUint16(32, 4, true);
  header.setUint16(34, 32, true);
  write(36, 'data');
  header.setUint32(40, samples.byteLength, true);
  return URL.createObjectURL(new Blob([header, samples as Float32Array<ArrayBuffer>], { type: 'audio/wav' }));
}
