/** Frames over which loudness is taken: 43 ms at 48 kHz, about what the worklets' levels are taken over. */
const windowFrames = 2_048;

/** A call's stream on its way to the loudspeaker. */
export class StreamPlayer {
  readonly #source: MediaStreamAudioSourceNode;
  readonly #analyser: AnalyserNode;
  readonly #pump: HTMLAudioElement;
  readonly #frames = new Float32Array(windowFrames);

  constructor(context: AudioContext, stream: MediaStream, output: AudioNode) {
    // Chromium lets a call's stream flow into a context only while an element plays it too.
    this.#pump = new Audio();
    this.#pump.muted = true;
    this.#pump.srcObject = stream;
    this.#pump.play().catch(() => {
      // Muted, so nothing to be allowed; where the browser refuses all the same, the stream flows by itself.
    });
    this.#source = context.createMediaStreamSource(stream);
    this.#analyser = new AnalyserNode(context, { fftSize: windowFrames });
    this.#source.connect(output);
    this.#source.connect(this.#analyser);
  }

  /** RMS of the last moment, 0 to 1. Computed when it is asked for: a face that does not look costs nothing. */
  get level(): number {
    this.#analyser.getFloatTimeDomainData(this.#frames);
    return Math.sqrt(this.#frames.reduce((sum, frame) => sum + frame * frame, 0) / windowFrames);
  }

  close(): void {
    this.#source.disconnect();
    this.#analyser.disconnect();
    this.#pump.pause();
    this.#pump.srcObject = null;
  }
}
