/** Frames a second of all audio on the wire, in both directions: PCM16, little endian, mono. */
export const streamRate = 24_000;
