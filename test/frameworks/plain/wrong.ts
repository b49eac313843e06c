import type {
  RealtimeAssistant,
  RealtimeComposer,
  RealtimeControls,
  RealtimeDevices,
  RealtimeLauncher,
  RealtimeOrb,
  RealtimePanel,
  RealtimeSession,
  RealtimeSources,
  RealtimeStatus,
  RealtimeTranscript,
} from 'realtime-assistant';

const make: <Tag extends keyof HTMLElementTagNameMap>(tag: Tag) => HTMLElementTagNameMap[Tag] = (tag) => document.createElement(tag);

make('realtime-assistant') satisfies RealtimeAssistant;
make('realtime-composer') satisfies RealtimeComposer;
make('realtime-controls') satisfies RealtimeControls;
make('realtime-devices') satisfies RealtimeDevices;
make('realtime-launcher') satisfies RealtimeLauncher;
make('realtime-orb') satisfies RealtimeOrb;
make('realtime-panel') satisfies RealtimePanel;
make('realtime-session') satisfies RealtimeSession;
make('realtime-sources') satisfies RealtimeSources;
make('realtime-status') satisfies RealtimeStatus;
make('realtime-transcript') satisfies RealtimeTranscript;
document.querySelector('realtime-transcript')?.scrollToLatest();

const assistant = make('realtime-assistant');
assistant.addEventListener('realtime-status', ({ status, previous }) => console.log(status, previous));
assistant.addEventListener('realtime-message', ({ message }) => console.log(message.text));
assistant.addEventListener('realtime-transcript', ({ message }) => console.log(message.role));
assistant.addEventListener('realtime-interrupted', ({ messageId, audioEndMs }) => console.log(messageId, audioEndMs));
assistant.addEventListener('realtime-tool-call', ({ callId, toolName, status }) => console.log(callId, toolName, status));
assistant.addEventListener('realtime-sources', ({ sources }) => console.log(sources[0]?.title));
assistant.addEventListener('realtime-error', ({ error }) => console.log(error.code));
assistant.addEventListener('realtime-close', ({ target }) => console.log(target));
make('realtime-launcher').addEventListener('realtime-launch', (event) => event.stopPropagation());
// They bubble, so one listener on the document hears them all.
document.addEventListener('realtime-message', ({ message }) => console.log(message.id));
document.addEventListener('realtime-open', ({ target }) => console.log(target));

make('realtime-nothing'); // wrong
assistant.placement = 'middle'; // wrong
assistant.turnDetection = 'sometimes'; // wrong
assistant.tools = { name: 'not a list' }; // wrong
assistant.addEventListener('realtime-message', ({ status }) => console.log(status)); // wrong
assistant.addEventListener('realtime-error', ({ error }) => console.log(error.code === 'no-such-code')); // wrong
