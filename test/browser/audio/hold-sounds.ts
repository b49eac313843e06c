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
