// A relay of the simple protocol (docs/simple-protocol.md) before a service that speaks OpenAI's: the local engine, or OpenAI with
// a key, which no page sees. It asks nobody who they are; yours stands behind your login.
//
//   npx realtime-assistant-relay engine --port 8099 &
//   node demo/simple-relay.js                          # PORT, REALTIME_URL, OPENAI_API_KEY
import { WebSocket, WebSocketServer } from 'ws';

const { PORT: port = 8098, REALTIME_URL: url = 'ws://127.0.0.1:8099/v1/realtime?model=local', OPENAI_API_KEY: key } = process.env;
export const relay = new WebSocketServer({ port, host: '127.0.0.1', maxPayload: 2 ** 20 }, () => console.log('listening on', port));

relay.on('connection', (page) => {
  const service = new WebSocket(url, { headers: key ? { authorization: `Bearer ${key}` } : {} });
  const tell = (type, data = {}) => page.send(JSON.stringify({ type, data }));
  const ask = (type, fields = {}) => service.send(JSON.stringify({ type, ...fields }));
  const update = (session) => ask('session.update', { session: { type: 'realtime', ...session } });
  const addItem = (item) => ask('conversation.item.create', { item });
  let [item_id, isWanted] = ['', true];

  const fromPage = {
    'conversation.create': ({ voice, language, output = 'audio' }) =>
      update({ output_modalities: [output], audio: { input: { transcription: { model: 'whisper-1', language } }, output: { voice } } }),
    'available_functions.create': ({ functions }) => update({ tools: functions.map((tool) => ({ type: 'function', ...tool })) }),
    'conversation.item.create': ({ id, role, text }) =>
      addItem({ id, type: 'message', role, content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }] }),
    'function.response': ({ id, response }) => addItem({ type: 'function_call_output', call_id: id, output: response.content }),
    'response.create': () => ask('response.create'),
    audio: ({ audio }) => ask('input_audio_buffer.append', { audio }),
    interrupt: ({ heard_ms: ms }) =>
      ms === undefined ? ask('response.cancel') : ask('conversation.item.truncate', { item_id, content_index: 0, audio_end_ms: ms }),
  };

  const words = ({ delta }) => isWanted && tell('content_block.delta', { delta });
  const fromService = {
    // Nothing of an answer may follow its interruption; the next one begins with a content part.
    'input_audio_buffer.speech_started': () => (tell('interrupt'), (isWanted = false)),
    'response.content_part.added': (part) => ([item_id, isWanted] = [part.item_id, true]),
    'conversation.item.input_audio_transcription.completed': ({ transcript: text }) => tell('text', { role: 'user', text }),
    'response.output_text.delta': words,
    'response.output_audio_transcript.delta': words,
    'response.output_audio.delta': ({ delta }) => isWanted && tell('audio', { audio: delta }),
    'response.function_call_arguments.done': ({ call_id: id, ...call }) => tell('function.call', { id, ...call }),
    'response.done': ({ response: { status, status_details: why } }) => tell('response.done', { status, message: why?.error?.message }),
    error: ({ error: { code, message } }) => tell('error', { code, message }),
  };

  const obey = (handlers) => ({ type, data, ...fields }) => Object.hasOwn(handlers, type) && handlers[type](data ?? fields);
  const read = (handlers) => (text) => Promise.resolve(text).then(JSON.parse).then(obey(handlers)).catch(() => page.close(1007));
  // What the page says before the service is there waits in its socket. Whichever of the two ends, ends the other.
  page.on('message', read(fromPage)).pause();
  service.on('message', read(fromService)).on('open', () => (page.resume(), tell('conversation.created')));
  for (const [one, other] of [[page, service], [service, page]]) one.on('error', () => one.terminate()).on('close', () => other.close());
});
