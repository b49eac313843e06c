/** Sends every block of its input on, with the frame at which it was rendered; silence where nothing was connected. */
class Recorder extends AudioWorkletProcessor {
  #isStopped = false;

  constructor() {
    super();
    this.port.addEventListener('message', () => (this.#isStopped = true));
    this.port.start();
  }

  process(inputs) {
    if (this.#isStopped) return false;
    const input = inputs[0]?.[0];
    const samples = input?.slice() ?? new Float32Array(128);
    this.port.postMessage({ frame: currentFrame, samples, isFed: input !== undefined }, [samples.buffer]);
    return true;
  }
}

registerProcessor('test-recorder', Recorder);
