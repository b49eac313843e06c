/** Hands each block to the page as it is. */
class NaiveCapture extends AudioWorkletProcessor {
  process(inputs) {
    const channel = inputs[0][0];
    if (channel) this.port.postMessage(channel.slice());
    return true;
  }
}

registerProcessor('naive-capture', NaiveCapture);
