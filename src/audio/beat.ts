/** The beat of a sound. */
export interface Beat {
  /** Beats a minute. */
  readonly bpm: number;
  /** Where in the sound the first beat falls, in seconds. */
  readonly offsetSeconds: number;
}

/** From the page to the beat's worker: one channel of a sound, low-passed as the detector wants it. */
export interface BeatRequest {
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

/** From the beat's worker to the page, once a request. */
export interface BeatReport {
  /** Null where nothing was found that could be called a beat. */
  readonly beat: Beat | null;
}

/** What the face keeps where a sound has no beat, or none is known yet: one pulse a second, as a waiting light. */
export const plainPulse: Beat = { bpm: 60, offsetSeconds: 0 };

/** How far a sound is from one beat to the next, 0 to 1, at a place in it. */
export function beatPhase({ bpm, offsetSeconds }: Beat, atSeconds: number): number {
  const beats = ((atSeconds - offsetSeconds) * bpm) / 60;
  return beats - Math.floor(beats);
}
