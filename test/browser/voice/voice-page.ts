import { startVoiceLoop } from '../../../src/start-voice-loop.ts';
import type { VoiceCommand, VoiceReport } from '../../../src/voice/voice-messages.ts';

// The page inside the frame of `inPage`: starts the voice loop, tells it to connect to nowhere, and reports where the loop
// runs that says so.
const query = new URLSearchParams(location.search);
const workers = new Map<Worker, string>();
const { terminate } = Worker.prototype;
Worker.prototype.terminate = function () {
  workers.delete(this);
  terminate.call(this);
};
globalThis.Worker = class extends Worker {
  constructor(url: string | URL) {
    super(url);
    workers.set(this, String(url).replace(/^blob:.*/, 'blob'));
  }
};

const { port1, port2 } = new MessageChannel();
port2.addEventListener('message', ({ data }: MessageEvent<VoiceReport>) => {
  const where = [...workers.values()].join(' and ') || 'the page';
  parent.postMessage(`${data.type} ${data.type === 'closed' ? data.attempt : ''} from ${where}`, '*');
});
port2.start();
// Before the loop is there: it waits.
port2.postMessage({
  type: 'connect',
  attempt: 7,
  url: 'ws://127.0.0.1:9/',
  protocols: ['realtime'],
  dialect: 'auto',
  audioFormat: 'pcm16',
  settings: {},
  history: [],
  timeoutMs: 5_000,
} satisfies VoiceCommand);
await startVoiceLoop(port1, query.get('asset-base') ?? undefined);
