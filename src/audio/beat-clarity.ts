/** Resolution of the envelope; drums and plucked strings rise within one or two of these. */
const hopSeconds = 0.01;
/** Loudness is taken over so many hops, or the waves of a low tone would show in it. */
const windowHops = 4;
/** A rise of less than this part of the loudest moment is no onset: a steady tone has none. */
const quietRise = 0.05;
/** How far a beat may stray from the grid, in hops: players are not machines. */
const looseHops = 2;

/**
 * How much a sound really repeats at a tempo, from about 0 (noise, speech) to 1 (clicks): the autocorrelation of its
 * onsets one and two beats later, the better of both. A detector that counts intervals between peaks names a tempo for
 * anything; this tells a beat from an accident. The measure is the usual one of "pulse clarity", see O. Lartillot et
 * al., "Multi-feature modeling of pulse clarity", ISMIR 2008.
 *
 * @param samples low-passed, one channel
 */
export function beatClarity(samples: Float32Array, sampleRate: number, bpm: number): number {
  const onsets = onsetsOf(samples, sampleRate);
  const beatHops = 60 / bpm / hopSeconds;
  return Math.max(likeness(onsets, beatHops), likeness(onsets, beatHops * 2));
}

/** How much louder each hop is than the one before it, its mean taken out. */
function onsetsOf(samples: Float32Array, sampleRate: number): Float32Array {
  const hopFrames = Math.max(1, Math.round(sampleRate * hopSeconds));
  const hops = Math.max(0, Math.floor(samples.length / hopFrames) - windowHops + 1);
  const levels = Float32Array.from({ length: hops }, (_, hop) => {
    let sum = 0;
    for (let i = hop * hopFrames; i < (hop + windowHops) * hopFrames; i += 1) sum += samples[i]! ** 2;
    return Math.sqrt(sum / (hopFrames * windowHops));
  });
  const least = quietRise * levels.reduce((loudest, level) => Math.max(loudest, level), 0);
  const onsets = levels.map((level, hop) => Math.max(0, level - (levels[hop - 1] ?? level) - least));
  const mean = onsets.reduce((sum, onset) => sum + onset, 0) / onsets.length;
  return onsets.map((onset) => onset - mean);
}

/** Normalized autocorrelation at about `lagHops`; 0 where the sound is too short to tell. */
function likeness(onsets: Float32Array, lagHops: number): number {
  let best = 0;
  for (let lag = Math.round(lagHops) - looseHops; lag <= Math.round(lagHops) + looseHops; lag += 1) {
    // Once is chance.
    if (lag < 1 || lag * 3 > onsets.length) continue;
    let product = 0;
    let first = 0;
    let second = 0;
    for (let i = lag; i < onsets.length; i += 1) {
      product += onsets[i]! * onsets[i - lag]!;
      first += onsets[i - lag]! ** 2;
      second += onsets[i]! ** 2;
    }
    const scale = Math.sqrt(first * second);
    if (scale > 0) best = Math.max(best, product / scale);
  }
  return best;
}
