/** Level of a power in dB: 10 · log10. */
export function decibels(power: number): number {
  return 10 * Math.log10(power);
}

/** Power of a level in dB. */
export function powerOf(level: number): number {
  return 10 ** (level / 10);
}
