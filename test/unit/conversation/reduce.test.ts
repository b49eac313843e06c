import { describe, expect, it } from 'vitest';
import {
  selectAnswering,
  selectHistory,
  selectMessages,
  selectUnanswered,
} from '../../../src/conversation/selectors.ts';
import { Listener, wire } from './play.ts';

const turn = (listener: Listener, user: string, question: string, answer: string, reply: string): Listener =>
  listener.hear(
    wire.speechStarted(user),
    wire.committed(user),
    wire.added(wire.userVoice(user)),
    wire.heard(user, question),
    wire.responseCreated(`r_${answer}`),
    wire.outputItem(`r_${answer}`, wire.answer(answer)),
    wire.added(wire.answer(answer), user),
    wire.words(`r_${answer}`, answer, reply),
    wire.done(wire.answer(answer, 'completed', reply)),
    wire.responseDone(`r_${answer}`),
  );

describe('the order of things', () => {
  it('a question stands before its answer, even when it is understood later', () => {
    const listener = new Listener().hear(
      wire.speechStarted('u'),
      wire.committed('u'),
      wire.added(wire.userVoice('u')),
      wire.responseCreated('r'),
      wire.outputItem('r', wire.answer('a')),
      wire.added(wire.answer('a'), 'u'),
      wire.words('r', 'a', 'On a leash.'),
      wire.done(wire.answer('a', 'completed', 'On a leash.')),
      wire.responseDone('r'),
      wire.heard('u', 'May I bring a dog?'),
    );
    expect(listener.transcript).toEqual(['user: May I bring a dog?', 'assistant: On a leash.']);
  });

  it('words may come before the item that they belong to', () => {
    const listener = new Listener().hear(
      wire.hearing('u', 'May'),
      wire.hearing('u', ' I?'),
      wire.speechStarted('u'),
      wire.committed('u'),
      wire.added(wire.userVoice('u')),
    );
    expect(listener.transcript).toEqual(['user: May I? (in-progress)']);
    listener.hear(wire.heard('u', 'May I?'));
    expect(listener.transcript).toEqual(['user: May I?']);
  });

  it('two quick turns are understood out of order and stay in order', () => {
    const listener = new Listener().hear(
      wire.speechStarted('u1'),
      wire.committed('u1'),
      wire.speechStarted('u2'),
      wire.committed('u2', 'u1'),
      wire.heard('u2', 'Second.'),
      wire.heard('u1', 'First.'),
    );
    expect(listener.transcript).toEqual(['user: First.', 'user: Second.']);
  });

  it('a message typed while an answer begins stands behind it', () => {
    const listener = turn(new Listener(), 'u1', 'Hello', 'a1', 'Hi.');
    listener.hear(
      wire.speechStarted('u2'),
      wire.committed('u2', 'a1'),
      wire.heard('u2', 'Dogs?'),
      wire.responseCreated('r'),
    );
    listener.happens({ type: 'message-sent', itemId: 'u3', text: 'And cats?', hidden: false });
    listener.hear(
      wire.outputItem('r', wire.answer('a2')),
      wire.added(wire.answer('a2'), 'u2'),
      wire.words('r', 'a2', 'Yes.'),
    );
    expect(listener.transcript.slice(2)).toEqual([
      'user: Dogs?',
      'assistant: Yes. (in-progress)',
      'user: And cats? (in-progress)',
    ]);
  });

  it('a done item that names no predecessor stays where it is', () => {
    const listener = turn(turn(new Listener(), 'u1', 'One', 'a1', 'First.'), 'u2', 'Two', 'a2', 'Second.');
    listener.hear(wire.done(wire.answer('a1', 'completed', 'First.')));
    expect(listener.transcript).toEqual(['user: One', 'assistant: First.', 'user: Two', 'assistant: Second.']);
  });

  it('an answer of several items is several messages', () => {
    const listener = new Listener().hear(
      wire.responseCreated('r'),
      wire.outputItem('r', wire.answer('a1')),
      wire.words('r', 'a1', 'Let me see.'),
      wire.outputItemDone('r', wire.answer('a1', 'completed', 'Let me see.')),
      wire.outputItem('r', wire.call('c', 'dim')),
      wire.outputItem('r', wire.answer('a2')),
      wire.words('r', 'a2', 'Done.'),
      wire.responseDone('r'),
    );
    expect(listener.transcript).toEqual(['assistant: Let me see.', 'assistant: Done.']);
  });
});

describe('what is shown', () => {
  it('noise that is transcribed as nothing leaves no bubble', () => {
    const listener = new Listener().hear(wire.speechStarted('u'), wire.committed('u'), wire.heard('u', ''));
    expect(listener.transcript).toEqual([]);
  });

  it('words that could not be transcribed leave a bubble that says so', () => {
    const failed = {
      type: 'conversation.item.input_audio_transcription.failed',
      item_id: 'u',
      content_index: 0,
      error: { type: 'server_error', code: 'DeploymentNotFound', message: 'Input transcription failed.' },
    };
    const listener = new Listener().hear(wire.speechStarted('u'), wire.committed('u'), failed);
    expect(listener.transcript).toEqual(['user:  (failed)']);
  });

  it('the service’s own words after an idle time are hidden, and so is the empty turn', () => {
    const system = {
      id: 's',
      type: 'message',
      role: 'system',
      status: 'completed',
      content: [{ type: 'input_text', text: 'No speech…' }],
    };
    const listener = turn(new Listener(), 'u1', 'Hello', 'a1', 'Hi.').hear(
      { type: 'input_audio_buffer.timeout_triggered', item_id: 'u2', audio_start_ms: 0, audio_end_ms: 6000 },
      wire.added(system, 'a1'),
      wire.done(system),
      wire.committed('u2', 's'),
      wire.added(wire.userVoice('u2'), 's'),
      wire.done(wire.userVoice('u2')),
      wire.responseCreated('r'),
      wire.outputItem('r', wire.answer('a2')),
      wire.added(wire.answer('a2'), 'u2'),
      wire.words('r', 'a2', 'Are you there?'),
      wire.heard('u2', ''),
    );
    expect(listener.transcript).toEqual(['user: Hello', 'assistant: Hi.', 'assistant: Are you there? (in-progress)']);
  });

  it('an answer out of band is not shown, and calls no tool', () => {
    const listener = new Listener().hear(
      wire.responseCreated('r', { conversation_id: null }),
      wire.outputItem('r', wire.answer('a')),
      wire.words('r', 'a', 'A summary.'),
      wire.outputItemDone('r', wire.answer('a', 'completed', 'A summary.')),
      wire.responseDone('r', 'completed', { output: [wire.call('c', 'dim')] }),
    );
    expect(listener.transcript).toEqual([]);
    expect(listener.effects.filter((effect) => effect.type === 'call-tool')).toEqual([]);
    expect(selectAnswering(listener.state)).toBe(false);
  });

  it('context of the page is not shown, and is told to a new session', () => {
    const listener = new Listener()
      .happens({ type: 'message-sent', itemId: 'x', text: 'The visitor reads /dogs.', hidden: true })
      .hear(wire.added(wire.userText('x', 'The visitor reads /dogs.')));
    turn(listener, 'u', 'May I?', 'a', 'Yes.');
    expect(listener.transcript).toEqual(['user: May I?', 'assistant: Yes.']);
    expect(selectHistory(listener.state, 40).map(({ text }) => text)).toEqual([
      'The visitor reads /dogs.',
      'May I?',
      'Yes.',
    ]);
    expect(selectHistory(listener.state, 1).map(({ text }) => text)).toEqual(['Yes.']);
  });

  it('an answer that was put into the conversation whole is complete', () => {
    const greeting = {
      id: 'g',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'text', text: 'Welcome!' }],
    };
    expect(new Listener().hear({ type: 'conversation.item.created', item: greeting }).transcript).toEqual([
      'assistant: Welcome!',
    ]);
  });

  it('a message keeps its object as long as nothing about it changes', () => {
    const listener = turn(new Listener(), 'u1', 'One', 'a1', 'First.');
    const [first] = selectMessages(listener.state);
    turn(listener, 'u2', 'Two', 'a2', 'Second.');
    expect(selectMessages(listener.state)[0]).toBe(first);
  });
});

describe('an interruption', () => {
  const words = 'The park opens at eight. It closes at sunset.';
  const cut = (audioEndMs: number, fields: object = {}) =>
    ({
      type: 'playback-cut',
      heard: [{ itemId: 'a', contentIndex: 0, audioEndMs, receivedMs: 4000, ended: true, ...fields }],
      unheard: [],
    } as const);

  it('cuts an answer that had been finished long before it was heard', () => {
    const listener = turn(new Listener(), 'u', 'When?', 'a', words).happens(cut(2000));
    expect(listener.transcript).toEqual(['user: When?', 'assistant: The park opens at (interrupted)']);
    expect(listener.effects.at(-1)).toEqual({ type: 'message-interrupted', itemId: 'a', audioEndMs: 2000 });
  });

  it('cuts an answer that the service cancelled, and late words do not come back', () => {
    const listener = new Listener()
      .hear(wire.responseCreated('r'), wire.outputItem('r', wire.answer('a')), wire.words('r', 'a', words))
      .happens(cut(2000, { ended: false }));
    const shown = listener.transcript;
    listener.hear(
      wire.words('r', 'a', ' And more.'),
      {
        type: 'response.output_audio_transcript.done',
        response_id: 'r',
        item_id: 'a',
        content_index: 0,
        transcript: `${words} And more.`,
      },
      wire.done(wire.answer('a', 'incomplete', `${words} And more.`)),
      wire.outputItemDone('r', wire.answer('a', 'incomplete', `${words} And more.`)),
      wire.responseDone('r', 'cancelled', { status_details: { type: 'cancelled', reason: 'turn_detected' } }),
      { type: 'conversation.item.truncated', item_id: 'a', content_index: 0, audio_end_ms: 2000 },
    );
    expect(listener.transcript).toEqual(shown);
    expect(shown[0]).toMatch(/^assistant: The park .*\(interrupted\)$/);
  });

  it('cuts where it was heard also when the service’s word of the end comes first', () => {
    const listener = new Listener()
      .hear(
        wire.responseCreated('r'),
        wire.outputItem('r', wire.answer('a')),
        wire.words('r', 'a', words),
        wire.done(wire.answer('a', 'incomplete', words)),
        wire.responseDone('r', 'cancelled'),
      )
      .happens(cut(2000));
    expect(listener.transcript).toEqual(['assistant: The park opens at (interrupted)']);
  });

  it('takes out what was never heard, for good', () => {
    const listener = turn(new Listener(), 'u', 'When?', 'a', words);
    listener.hear(wire.responseCreated('r2'), wire.outputItem('r2', wire.answer('b')), wire.words('r2', 'b', 'Also'));
    listener.happens({ type: 'playback-cut', heard: [], unheard: ['b'] });
    listener.hear(
      wire.words('r2', 'b', ' this.'),
      wire.added(wire.answer('b'), 'a'),
      wire.done(wire.answer('b', 'incomplete', 'Also this.')),
      wire.responseDone('r2', 'cancelled'),
      { type: 'conversation.item.deleted', item_id: 'b' },
    );
    expect(listener.transcript).toEqual(['user: When?', `assistant: ${words}`]);
  });

  it('keeps the contents before the one that was cut', () => {
    const listener = new Listener()
      .hear(
        wire.responseCreated('r'),
        wire.outputItem('r', wire.answer('a')),
        wire.words('r', 'a', 'One two. ', 0),
        wire.words('r', 'a', 'Three four five six.', 1),
      )
      .happens({
        type: 'playback-cut',
        heard: [{ itemId: 'a', contentIndex: 1, audioEndMs: 500, receivedMs: 1000, ended: true }],
        unheard: [],
      });
    expect(listener.transcript).toEqual(['assistant: One two. Three four (interrupted)']);
  });

  it('a truncation by somebody else is an interruption too', () => {
    const listener = turn(new Listener(), 'u', 'When?', 'a', words).hear({
      type: 'conversation.item.truncated',
      item_id: 'a',
      content_index: 0,
      audio_end_ms: 1000,
    });
    expect(listener.transcript[1]).toBe('assistant: The park opens (interrupted)');
  });
});

describe('sources', () => {
  it('stand under the answer that used them, once each', () => {
    const listener = turn(new Listener(), 'u', 'Dogs?', 'a', 'Yes.').hear(
      wire.sources('a', 'dogs', 'rules'),
      wire.sources('a', 'dogs'),
    );
    expect(selectMessages(listener.state)[1]!.sources.map(({ id }) => id)).toEqual(['dogs', 'rules']);
    expect(listener.effects.at(-1)).toEqual({ type: 'sources-known', itemId: 'a' });
  });

  it('may come before their answer', () => {
    const listener = new Listener().hear(wire.sources('a', 'dogs'));
    turn(listener, 'u', 'Dogs?', 'a', 'Yes.');
    expect(selectMessages(listener.state)[1]!.sources.map(({ id }) => id)).toEqual(['dogs']);
    expect(listener.state.waitingSources.size).toBe(0);
  });

  it('that never find an answer do not pile up', () => {
    const listener = new Listener();
    for (let i = 0; i < 100; i++) listener.hear(wire.sources(`nobody_${i}`, 'dogs'));
    expect(listener.state.waitingSources.size).toBe(20);
  });
});

describe('tools of the page', () => {
  const calls = (listener: Listener) => listener.effects.filter((effect) => effect.type === 'call-tool');
  const output = [
    wire.call('c1', 'dim', '{"to":1}'),
    wire.answer('a', 'completed', 'Dimming.'),
    wire.call('c2', 'scroll'),
  ];

  it('run when the answer that calls them is complete, all of them', () => {
    const listener = new Listener().hear(wire.responseCreated('r'), wire.responseDone('r', 'completed', { output }));
    expect(calls(listener)).toMatchObject([
      { callId: 'call_c1', name: 'dim', arguments: '{"to":1}', responseId: 'r' },
      { callId: 'call_c2', name: 'scroll' },
    ]);
  });

  it.each(['cancelled', 'incomplete', 'failed'])('do not run when the answer was %s', (status) => {
    expect(calls(new Listener().hear(wire.responseCreated('r'), wire.responseDone('r', status, { output })))).toEqual(
      [],
    );
  });

  it('run once, even when the frame comes twice', () => {
    const done = wire.responseDone('r', 'completed', { output });
    expect(calls(new Listener().hear(wire.responseCreated('r'), done, done))).toHaveLength(2);
  });
});

describe('trouble', () => {
  it('an answer that failed says why', () => {
    const error = { type: 'invalid_request_error', code: 'insufficient_quota', message: 'No more.' };
    const listener = new Listener().hear(
      wire.responseCreated('r'),
      wire.outputItem('r', wire.answer('a')),
      wire.words('r', 'a', 'The'),
      wire.responseDone('r', 'failed', { status_details: { type: 'failed', error } }),
    );
    expect(listener.transcript).toEqual(['assistant: The (failed)']);
    expect(listener.effects).toContainEqual({
      type: 'response-failed',
      reason: 'insufficient_quota',
      message: 'No more.',
    });
  });

  it('a connection that is lost leaves nothing under way', () => {
    const listener = new Listener()
      .hear(
        wire.speechStarted('u'),
        wire.hearing('u', 'May I'),
        wire.responseCreated('r'),
        wire.outputItem('r', wire.answer('a')),
      )
      .hear(wire.words('r', 'a', 'Yes, you'), wire.outputItem('r', wire.answer('empty')))
      .hear({ type: 'extension.relay.tool_call', call_id: 'c', name: 'search', label: null, status: 'started' })
      .happens({ type: 'connection-lost', resent: [], resaid: [] });
    expect(listener.transcript).toEqual(['user: May I (failed)', 'assistant: Yes, you (interrupted)']);
    expect(selectAnswering(listener.state)).toBe(false);
    expect(listener.state.items).toHaveLength(2);
  });

  it('a conversation that was cleared stays empty, whatever is still on its way', () => {
    const listener = turn(new Listener(), 'u', 'Hello', 'a', 'Hi.').happens({ type: 'cleared' });
    listener.hear(
      wire.added(wire.userVoice('u')),
      wire.heard('u', 'Hello'),
      wire.done(wire.answer('a', 'completed', 'Hi.')),
      wire.added(wire.answer('a'), 'u'),
      wire.words('r_a', 'a', 'Hi.'),
    );
    expect(listener.transcript).toEqual([]);
    expect(turn(listener, 'u2', 'Again', 'a2', 'Yes.').transcript).toEqual(['user: Again', 'assistant: Yes.']);
  });

  it('a message that was not sent says so, and one that arrived late after all is mended', () => {
    const listener = new Listener().happens(
      { type: 'message-sent', itemId: 'u', text: 'Hello', hidden: false },
      { type: 'message-unsent', itemId: 'u' },
    );
    expect(listener.transcript).toEqual(['user: Hello (failed)']);
    expect(selectUnanswered(listener.state)).toBe(false);
    expect(listener.hear(wire.added(wire.userText('u', 'Hello'))).transcript).toEqual(['user: Hello']);
    expect(selectUnanswered(listener.state)).toBe(true);
  });
});
