/** A microphone that is tried out before a conversation: nothing of it leaves the page. */
export interface MicrophoneCheck {
  /** Loudness now: RMS, 0 to 1. */
  readonly level: () => number;
  readonly close: () => void;
}

/**
 * Opens the microphone to look at its level. Call it in a click. Rejects as `getUserMedia` does.
 *
 * @param microphoneId as of `enumerateDevices()`; null: the system's own, which also stands in for one that is away
 */
export async function checkMicrophone(microphoneId: string | null): Promise<MicrophoneCheck> {
  // Absent on pages without HTTPS.
  if (!navigator.mediaDevices) throw new DOMException('No microphone on an insecure page', 'SecurityError');
  const audio = microphoneId === null ? true : { deviceId: microphoneId };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  void context.resume();
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    },
    close() {
      for (const track of stream.getTracks()) track.stop();
      void context.close();
    },
  };
}
