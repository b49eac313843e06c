/** Sends every block of its input on, with the frame at which it was rendered. */
class Recorder extends AudioWorkletProcessor {
  #isStopped = false;

  constructor() {
    super();
    this.port.addEventListener('message', () => (this.#isStopped = true));
    this.port.start();
  }

  process(inputs) {
    if (this.#isStopped) return false;
    const samples = inputs[0]?.[0]?.slice() ?? new Float32Array(128);
    this.port.postMessage({ frame: currentFrame, samples }, [samples.buffer]);
    return true;
  }
}

registerProcessor('test-recorder', Recorder);
