import { firewood, talk, words } from './park-words.ts';
import { said, speaking, written } from './scenes.ts';
import type { State } from './state.ts';

const text = { mode: 'text' };

export const conversationStates: readonly State[] = [
  {
    name: 'conversation',
    title: 'Answers with sources',
    group: 'Conversation',
    play: async (stage) => {
      await stage.connected();
      await said(stage);
      stage.relay.asks(words.woodQuestion);
      stage.relay.answers(words.woodAnswer, [firewood]);
    },
  },
  {
    name: 'source-open',
    title: 'A source, opened',
    group: 'Conversation',
    play: async (stage) => {
      await stage.connected();
      await said(stage);
      await stage.presses('chip');
      await stage.until('the passage', () => stage.part('passage') !== undefined);
    },
  },
  {
    name: 'interrupted',
    title: 'An answer, interrupted',
    group: 'Conversation',
    play: async (stage) => {
      await speaking(stage);
      stage.assistant.interrupt();
      await stage.until(
        'the mark',
        () => stage.assistant.session?.snapshot.messages.at(-1)?.status === 'interrupted',
      );
      stage.relay.stops();
      await stage.status('listening');
    },
  },
  {
    name: 'failed-message',
    title: 'A message that was not sent',
    group: 'Conversation',
    attributes: text,
    play: async (stage) => {
      await stage.connected();
      await said(stage);
      stage.types(words.woodQuestion);
      const { event_id } = (await stage.line.next('conversation.item.create')) as { event_id?: string };
      stage.line.say({ type: 'error', error: { type: 'server_error', code: null, message: 'Refused.', event_id } });
      await stage.until('the mark', () => stage.assistant.session?.snapshot.messages.at(-1)?.status === 'failed');
    },
  },
  {
    name: 'failed-voice',
    title: 'Words that were not understood',
    group: 'Conversation',
    play: async (stage) => {
      await stage.connected();
      await said(stage);
      stage.relay.hears();
      stage.relay.heard(null);
      stage.relay.answers('I did not catch that. Would you say it again?');
      await stage.until('the mark', () => stage.assistant.session?.snapshot.messages.at(-2)?.status === 'failed');
      await stage.status('listening');
    },
  },
  {
    name: 'failed-answer',
    title: 'An answer that broke off',
    group: 'Conversation',
    attributes: text,
    play: async (stage) => {
      await stage.connected();
      stage.relay.asks(words.boatQuestion);
      stage.relay.thinks();
      stage.relay.says(words.boatBegin);
      stage.relay.breaksOff('The model stopped.');
      await stage.until('the mark', () => stage.assistant.session?.snapshot.messages.at(-1)?.status === 'failed');
    },
  },
  {
    name: 'approval',
    title: 'Consent is asked for',
    group: 'Conversation',
    play: async (stage) => {
      await stage.connected();
      stage.relay.asks('Please book a canoe for Saturday.');
      stage.relay.wantsConsent('Boat house', 'book_canoe', { day: 'Saturday', hours: 2, canoes: 1 });
      await stage.until('the question', () => (stage.assistant.session?.snapshot.approvals.length ?? 0) > 0);
    },
  },
  {
    name: 'text',
    title: 'Text mode',
    group: 'Conversation',
    attributes: text,
    play: async (stage) => {
      await stage.connected();
      written(stage, talk(2));
    },
  },
  {
    name: 'text-writing',
    title: 'An answer is being written',
    group: 'Conversation',
    attributes: text,
    play: async (stage) => {
      await stage.connected();
      stage.relay.asks(words.boatQuestion);
      stage.relay.thinks();
      stage.relay.says(words.boatBegin);
      await stage.status('thinking');
    },
  },
  {
    name: 'markdown',
    title: 'Lists, links and emphasis',
    group: 'Conversation',
    attributes: text,
    play: async (stage) => {
      await stage.connected();
      stage.relay.asks('How do I get to the falls?');
      stage.relay.answers(words.markdown);
    },
  },
  {
    name: 'hostile-words',
    title: 'Long words and markup',
    group: 'Conversation',
    attributes: text,
    play: async (stage) => {
      await stage.connected();
      stage.relay.asks(words.long);
      stage.relay.answers(words.long);
    },
  },
  {
    name: 'long',
    title: 'Long conversation',
    group: 'Conversation',
    attributes: text,
    play: async (stage) => {
      await stage.connected();
      written(stage, talk(50));
      await stage.until('the talk', () => stage.assistant.session?.snapshot.messages.length === 100);
    },
  },
  {
    name: 'scrolled-up',
    title: 'Reading earlier words',
    group: 'Conversation',
    attributes: text,
    play: async (stage) => {
      await stage.connected();
      written(stage, talk(20));
      const log = (): HTMLElement | undefined => stage.part('log');
      await stage.until('the talk', () => log()?.querySelectorAll('[part~=message]').length === 40);
      await stage.settles();
      log()!.scrollTop -= 300;
      await stage.until('the way back', () => stage.part('latest-button') !== undefined);
    },
  },
];
