/*
 * The voice path as it is usually written, without malice: socket, JSON and base64 on the page's thread, contexts at
 * 24 kHz, a queue that is an array, and truncation by the wall clock, bounded by what was received.
 */
const sampleRate = 24_000;
const frameLength = 480;

function toBase64(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function fromBase64(base64) {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

function toFloat(bytes) {
  const pcm = new Int16Array(bytes.buffer);
  const samples = new Float32Array(pcm.length);
  for (let i = 0; i < pcm.length; i += 1) samples[i] = pcm[i] / 32_768;
  return samples;
}

function toPcm(samples) {
  const pcm = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i += 1) pcm[i] = Math.max(-1, Math.min(1, samples[i])) * 32_767;
  return new Uint8Array(pcm.buffer);
}

export class NaiveVoice {
  constructor(url, onEvent = () => {}) {
    this.url = url;
    this.onEvent = onEvent;
    this.gathered = [];
    this.current = null;
  }

  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    this.context = new AudioContext({ sampleRate });
    await this.context.audioWorklet.addModule('/bench/naive/playback-worklet.js');
    await this.context.audioWorklet.addModule('/bench/naive/capture-worklet.js');
    this.playback = new AudioWorkletNode(this.context, 'naive-playback');
    this.playback.connect(this.context.destination);
    this.capture = new AudioWorkletNode(this.context, 'naive-capture');
    this.capture.port.addEventListener('message', ({ data }) => this.heard(data));
    this.capture.port.start();
    this.context.createMediaStreamSource(this.stream).connect(this.capture);

    this.socket = new WebSocket(this.url, ['realtime']);
    await new Promise((resolve) => this.socket.addEventListener('open', resolve, { once: true }));
    this.socket.addEventListener('message', ({ data }) => this.receive(JSON.parse(data)));
  }

  stop() {
    this.socket.close();
    for (const track of this.stream.getTracks()) track.stop();
    this.context.close();
  }

  heard(samples) {
    this.gathered.push(...samples);
    if (this.gathered.length < frameLength || this.socket?.readyState !== WebSocket.OPEN) return;
    const frame = this.gathered.splice(0, frameLength);
    this.send({ type: 'input_audio_buffer.append', audio: toBase64(toPcm(frame)) });
  }

  receive(event) {
    if (event.type === 'response.output_audio.delta') {
      const samples = toFloat(fromBase64(event.delta));
      if (this.current?.itemId !== event.item_id) {
        this.current = { itemId: event.item_id, startedAt: Date.now(), receivedMs: 0 };
      }
      this.current.receivedMs += (samples.length / sampleRate) * 1_000;
      this.playback.port.postMessage(samples);
    } else if (event.type === 'input_audio_buffer.speech_started') {
      this.interrupt();
    }
    this.onEvent(event);
  }

  interrupt() {
    this.playback.port.postMessage(null);
    if (this.current === null) return;
    const { itemId, startedAt, receivedMs } = this.current;
    this.current = null;
    this.send({
      type: 'conversation.item.truncate',
      item_id: itemId,
      content_index: 0,
      audio_end_ms: Math.floor(Math.min(Date.now() - startedAt, receivedMs)),
    });
  }

  send(event) {
    this.socket.send(JSON.stringify(event));
  }
}
