// A relay of the simple protocol (docs/simple-protocol.md) before a service that speaks OpenAI's: the local engine, or OpenAI with a key.
// It asks nobody who they are; yours stands behind your login.
//
//   npx realtime-assistant-relay engine --port 8099 &
//   node demo/simple-relay.js                          # PORT, REALTIME_URL, OPENAI_API_KEY
import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';

export function startSimpleRelay(port, url, key) {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const server = new WebSocketServer({ port, host: '127.0.0.1', maxPayload: 1024 * 1024 });
  return server.on('connection', (page) => bridge(page, new WebSocket(url, { headers })));
}

function bridge(page, service) {
  const tell = (type, data = {}) => page.send(JSON.stringify({ type, data }));
  const ask = (type, fields = {}) => service.send(JSON.stringify({ type, ...fields }));
  const update = (session) => ask('session.update', { session: { type: 'realtime', ...session } });
  const addItem = (item) => ask('conversation.item.create', { item });
  let [answer, wanted, byHand, spoke] = ['', true, false, false];

  const fromPage = {
    'conversation.create': ({ voice, language, output = 'audio', turn_detection: detection }) => {
      byHand = detection === 'none';
      const transcription = { model: 'gpt-4o-mini-transcribe', language };
      const input = { transcription, turn_detection: byHand ? null : { type: 'server_vad' } };
      update({ output_modalities: [output], audio: { input, ...(voice && { output: { voice } }) } });
      tell('conversation.created');
    },
    'available_functions.create': ({ functions }) => update({ tools: functions.map((tool) => ({ type: 'function', ...tool })) }),
    'conversation.item.create': ({ id, role, text }) =>
      addItem({ id, type: 'message', role, content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }] }),
    audio: ({ audio }) => (ask('input_audio_buffer.append', { audio }), (spoke = true)),
    'response.create': () => {
      if (byHand && spoke) ask('input_audio_buffer.commit');
      spoke = false;
      ask('response.create');
    },
    'function.response': ({ id, response }) => addItem({ type: 'function_call_output', call_id: id, output: response.content }),
    interrupt: ({ heard_ms: heard }) =>
      heard === undefined
        ? ask('response.cancel')
        : ask('conversation.item.truncate', { item_id: answer, content_index: 0, audio_end_ms: heard }),
  };

  const words = ({ delta }) => wanted && tell('content_block.delta', { delta });
  const fromService = {
    'input_audio_buffer.speech_started': () => (tell('interrupt'), (wanted = false)),
    'conversation.item.input_audio_transcription.completed': ({ transcript: text }) => tell('text', { role: 'user', text }),
    'response.created': () => (wanted = true),
    'response.output_item.added': ({ item }) => item.type === 'message' && (answer = item.id),
    'response.output_text.delta': words,
    'response.output_audio_transcript.delta': words,
    'response.output_audio.delta': ({ delta }) => wanted && tell('audio', { audio: delta }),
    'response.done': ({ response: { status, output, status_details: details } }) => {
      for (const { type, call_id: id, name, arguments: args } of output)
        if (type === 'function_call') tell('function.call', { id, name, arguments: args });
      tell('response.done', { status, message: details?.error?.message });
    },
    error: ({ error: { code, message } }) => tell('error', { code, message }),
  };

  const opened = once(service, 'open').catch(() => {});
  const obey = (handlers) => async (text) => {
    await opened;
    try {
      const frame = JSON.parse(text);
      if (Object.hasOwn(handlers, frame.type)) handlers[frame.type](frame.data ?? frame);
    } catch {
      page.close(1007, 'A frame could not be understood.');
    }
  };
  page.on('message', obey(fromPage)).on('close', () => service.close());
  service.on('message', obey(fromService));
  for (const end of ['close', 'error']) service.on(end, () => page.close(1011, 'The service is gone.'));
}

if (import.meta.filename === process.argv[1]) {
  const { PORT = 8098, REALTIME_URL = 'ws://127.0.0.1:8099/v1/realtime?model=local', OPENAI_API_KEY } = process.env;
  startSimpleRelay(Number(PORT), REALTIME_URL, OPENAI_API_KEY).on('listening', () => console.log(`listening on ws://127.0.0.1:${PORT}`));
}
