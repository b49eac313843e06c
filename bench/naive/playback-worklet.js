/** The queue as it is often written: one array that grows with each chunk and is copied shorter with each block. */
class NaivePlayback extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = new Float32Array(0);
    this.port.addEventListener('message', ({ data }) => {
      if (data === null) {
        this.queue = new Float32Array(0);
        return;
      }
      const joined = new Float32Array(this.queue.length + data.length);
      joined.set(this.queue);
      joined.set(data, this.queue.length);
      this.queue = joined;
    });
    this.port.start();
  }

  process(_inputs, outputs) {
    const channel = outputs[0][0];
    const count = Math.min(channel.length, this.queue.length);
    channel.set(this.queue.subarray(0, count));
    this.queue = this.queue.slice(count);
    return true;
  }
}

registerProcessor('naive-playback', NaivePlayback);
