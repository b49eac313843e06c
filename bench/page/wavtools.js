/*
 * The published wavtools, used as its README and OpenAI's realtime console use it: the player is given each delta with
 * its item's id, `speech_started` interrupts it, and the offset that it returns is what the service is told.
 */
import { WavRecorder, WavStreamPlayer } from 'wavtools';

const sampleRate = 24_000;

// As in the console's client, openai-realtime-api-beta.
function toBase64(buffer) {
  const bytes = new Uint8Array(buffer);
  const chunkSize = 0x80_00;
  let binary = '';
  for (let i = 0; i < bytes.length; i += chunkSize) {
    binary += String.fromCharCode.apply(null, bytes.subarray(i, i + chunkSize));
  }
  return btoa(binary);
}

function fromBase64(base64) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes.buffer;
}

const recorder = new WavRecorder({ sampleRate });
const player = new WavStreamPlayer({ sampleRate });
let socket;

async function interrupt() {
  const offset = await player.interrupt();
  if (!offset?.trackId) return;
  socket.send(
    JSON.stringify({
      type: 'conversation.item.truncate',
      item_id: offset.trackId,
      content_index: 0,
      audio_end_ms: Math.floor((offset.offset / sampleRate) * 1_000),
    }),
  );
}

globalThis.path = {
  async connect(relayUrl) {
    await recorder.begin();
    await player.connect();
    socket = new WebSocket(relayUrl, ['realtime']);
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    socket.addEventListener('message', ({ data }) => {
      const event = JSON.parse(data);
      if (event.type === 'response.output_audio.delta') {
        player.add16BitPCM(fromBase64(event.delta), event.item_id);
      } else if (event.type === 'input_audio_buffer.speech_started') {
        void interrupt();
      }
      globalThis.path.onEvent(event);
    });
    // The console leaves the size of a chunk at its default; 20 ms is what the others send.
    await recorder.record(({ mono }) => {
      socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio: toBase64(mono) }));
    }, 960);
  },
  disconnect: () => socket.close(),
  onEvent() {},
};
