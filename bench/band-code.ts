/*
 * A sound without repetition that both ends can compute: random numbers on a grid of 8 kHz, made continuous by a
 * windowed sinc. Its band ends at 4 kHz, so a resampler passes it whole, and any 20 ms of it are unlike any others.
 */

const gridRate = 8_000;
const halfWidth = 8;
const amplitude = 0.25;

/** An integer hash (Mulberry32's finalizer) as a number from −1 to 1. */
function random(index: number): number {
  let x = Math.imul(index + 0x6d_2b_79, 0x9e_37_79_b1);
  x = Math.imul(x ^ (x >>> 15), x | 1);
  x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
  return ((x ^ (x >>> 14)) >>> 0) / 0x80_00_00_00 - 1;
}

/** The sound at a moment. */
export function bandCode(seconds: number): number {
  const at = seconds * gridRate;
  const cell = Math.floor(at);
  const part = at - cell;
  if (part === 0) return amplitude * random(cell);
  // sin(π(at − k)) is the same for all k but for its sign.
  const sine = Math.sin(Math.PI * part) / Math.PI;
  let sum = 0;
  for (let k = 1 - halfWidth; k <= halfWidth; k += 1) {
    const distance = part - k;
    const sign = k % 2 === 0 ? 1 : -1;
    sum += random(cell + k) * ((sign * sine) / distance) * (0.5 + 0.5 * Math.cos((Math.PI * distance) / halfWidth));
  }
  return amplitude * sum;
}
