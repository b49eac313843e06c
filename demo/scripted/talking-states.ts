import { answering, said, speaking } from './scenes.ts';
import type { State } from './state.ts';

export const talkingStates: readonly State[] = [
  {
    name: 'idle',
    title: 'Idle after a talk',
    group: 'Talking',
    play: async (stage) => {
      await stage.connected();
      await said(stage);
      await stage.assistant.disconnect();
      await stage.status('idle');
    },
  },
  {
    name: 'connecting',
    title: 'Connecting',
    group: 'Talking',
    play: async (stage) => {
      stage.dials();
      await stage.dialled();
      await stage.status('connecting');
    },
  },
  {
    name: 'permission',
    title: 'Asking for the microphone',
    group: 'Talking',
    play: async (stage) => {
      stage.assistant.sound.microphone = 'asking';
      stage.dials();
      await stage.dialled();
      await stage.status('connecting');
    },
  },
  {
    name: 'listening',
    title: 'Listening',
    group: 'Talking',
    play: async (stage) => {
      await stage.connected();
      await said(stage);
      stage.assistant.sound.show({ input: 0.01 });
    },
  },
  { name: 'listening-first', title: 'Listening, nothing said yet', group: 'Talking', play: (stage) => stage.connected() },
  {
    name: 'hearing',
    title: 'Hearing',
    group: 'Talking',
    play: async (stage) => {
      await stage.connected();
      await said(stage);
      stage.relay.hears('And where do I get');
      stage.assistant.sound.show({ input: 0.12 });
      await stage.status('hearing');
    },
  },
  {
    name: 'thinking',
    title: 'Thinking',
    group: 'Talking',
    play: answering,
  },
  {
    name: 'tool',
    title: 'A tool runs',
    group: 'Talking',
    play: async (stage) => {
      await answering(stage);
      stage.relay.tool('Looking through the boat house');
      await stage.until('the tool', () => (stage.assistant.session?.snapshot.tools.length ?? 0) > 0);
    },
  },
  {
    name: 'holding',
    title: 'A tool takes long, music plays',
    group: 'Talking',
    attributes: { 'hold-sound': '/hold.wav' },
    play: async (stage) => {
      await answering(stage);
      stage.relay.tool('Looking through the boat house');
      await stage.until('the hold sound', () => stage.assistant.session?.snapshot.holding === true);
    },
  },
  {
    name: 'speaking',
    title: 'Speaking',
    group: 'Talking',
    play: async (stage) => {
      await speaking(stage);
      stage.assistant.sound.show({ output: 0.14 });
    },
  },
  {
    name: 'muted',
    title: 'Muted',
    group: 'Talking',
    play: async (stage) => {
      await stage.connected();
      await said(stage);
      stage.assistant.muted = true;
      await stage.status('muted');
    },
  },
  {
    name: 'push-to-talk',
    title: 'Push to talk, at rest',
    group: 'Talking',
    attributes: { mode: 'push-to-talk' },
    play: async (stage) => {
      await stage.connected();
      await said(stage);
    },
  },
  {
    name: 'push-to-talk-held',
    title: 'Push to talk, held',
    group: 'Talking',
    attributes: { mode: 'push-to-talk' },
    play: async (stage) => {
      await stage.connected();
      await said(stage);
      await stage.until('the button', () => stage.part('hold-button') !== undefined);
      stage.part('hold-button')!.focus();
      stage.part('hold-button')!.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true, composed: true }));
      stage.assistant.sound.show({ input: 0.12 });
      await stage.status('hearing');
    },
  },
  {
    name: 'reconnecting',
    title: 'Reconnecting',
    group: 'Talking',
    play: async (stage) => {
      stage.assistant.patience = { delayMs: () => 7_600 };
      await stage.connected();
      await said(stage);
      stage.line.drop();
      await stage.status('reconnecting');
    },
  },
  {
    name: 'offline',
    title: 'Offline',
    group: 'Talking',
    play: async (stage) => {
      stage.assistant.patience = { delayMs: () => 7_600 };
      await stage.connected();
      await said(stage);
      Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
      dispatchEvent(new Event('offline'));
      stage.line.drop();
      await stage.status('reconnecting');
    },
  },
  {
    name: 'restored',
    title: 'Back after a loss',
    group: 'Talking',
    play: async (stage) => {
      stage.assistant.patience = { delayMs: () => 0 };
      await stage.connected();
      await said(stage);
      stage.line.drop();
      await stage.dialled();
      stage.line.accept();
      await stage.status('listening');
      await stage.until('the words', () => stage.assistant.session?.snapshot.recovery === 'restored');
    },
  },
];
