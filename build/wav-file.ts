/** PCM16 samples, mono, as a WAV file. */
export function wavFile(samples: Int16Array, sampleRate: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  const body = Buffer.alloc(samples.byteLength);
  for (const [i, sample] of samples.entries()) body.writeInt16LE(sample, i * 2);
  return Buffer.concat([header, body]);
}

/**
 * The samples of a WAV file of PCM16, mono.
 * @throws Error when it is another file
 */
export function readWav(file: Buffer): { samples: Int16Array<ArrayBuffer>; sampleRate: number } {
  let sampleRate = 0;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    at += 8;
    if (name === 'fmt ') {
      const [format, channels, bits] = [file.readUInt16LE(at), file.readUInt16LE(at + 2), file.readUInt16LE(at + 14)];
      if (format !== 1 || channels !== 1 || bits !== 16) break;
      sampleRate = file.readUInt32LE(at + 4);
    } else if (name === 'data' && sampleRate > 0) {
      // A program that writes to a pipe does not know the length, and says a larger one.
      const count = Math.floor(Math.min(length, file.length - at) / 2);
      return { samples: Int16Array.from({ length: count }, (_, i) => file.readInt16LE(at + i * 2)), sampleRate };
    }
    // Chunks have an even length.
    at += length + (length % 2);
  }
  throw new Error('This is no WAV file of 16-bit samples in one channel.');
}
