import { describe, expect, it, vi } from 'vitest';
import type { ClientTool } from '../../../src/session/client-tool.ts';
import { ScriptedRelay, type ScriptedConnection } from '../../../src/testing/scripted-relay.ts';
import { connected, portsAreRead, visit, type Visit } from '../session/open-session.ts';

const open = (options: Parameters<typeof connected>[0] = {}): Promise<Visit & { connection: ScriptedConnection }> =>
  connected({ mode: 'text', ...options });

const addTicket: ClientTool = {
  name: 'add_ticket',
  description: 'Puts a ticket into the cart.',
  parameters: { type: 'object', properties: {} },
  run: (args) => ({ added: args }),
};

describe('a scripted relay', () => {
  it('takes a typed question and streams the answer, with its sources', async () => {
    const visitor = await open({ output: 'text' });
    void visitor.session.sendText('When do you open?');
    expect(await visitor.connection.question()).toBe('When do you open?');

    const answer = visitor.connection.answer().write('At eight, ').write('but ');
    await portsAreRead();
    expect(visitor.transcript).toEqual(['user: When do you open?', 'assistant: At eight, but (in-progress)']);
    answer.write('not today.').cite({ title: 'Hours', text: 'Closed on Mondays.', url: '/hours', quote: 'Closed on Mondays.' });
    answer.end();
    await visitor.status('listening');
    expect(visitor.transcript[1]).toBe('assistant: At eight, but not today.');
    expect(visitor.session.snapshot.messages[1]).toMatchObject({
      id: answer.id,
      sources: [{ id: 'source_1', title: 'Hours', url: '/hours', quote: 'Closed on Mondays.' }],
    });
    expect(visitor.session.snapshot.error).toBeNull();
  });

  it('speaks, as far as the loudspeaker is let, and is cut off there', async () => {
    const visitor = await open({ mode: 'push-to-talk' });
    const { connection, session, audio } = visitor;
    connection.heard('Tell me a story.');
    connection.answer().speak('Once upon a time.').end();
    await visitor.status('speaking');
    expect(audio.queuedMs).toBe('Once upon a time.'.length * 40);
    audio.hear(200);
    session.interrupt();
    expect(await connection.next('conversation.item.truncate')).toMatchObject({ audio_end_ms: 200 });
    await vi.waitFor(() => expect(visitor.transcript).toEqual(['user: Tell me a story.', 'assistant: Once (interrupted)']));
  });

  it('calls a tool of the page and gets what it gave, a failure too', async () => {
    const broken: ClientTool = { ...addTicket, name: 'refund', run: () => Promise.reject(new Error('No refunds.')) };
    const { connection, heard } = await open({ tools: [addTicket, broken] });
    expect(await connection.callTool('add_ticket', { kind: 'adult' })).toBe('{"added":{"kind":"adult"}}');
    expect(await connection.callTool('refund')).toBe('{"error":"refund failed."}');
    expect(heard.filter((name) => name.startsWith('tool-call'))).toEqual([
      'tool-call started',
      'tool-call completed',
      'tool-call started',
      'tool-call failed',
    ]);
    connection.answer('Done.');
  });

  it('stops an answer when the visitor does, and takes the next question', async () => {
    const visitor = await open({ output: 'text' });
    void visitor.session.sendText('Tell me a story.');
    await visitor.connection.question();
    const answer = visitor.connection.answer().write('Once upon');
    await portsAreRead();
    visitor.session.interrupt();
    await visitor.connection.next('response.cancel');
    answer.cancel();
    await vi.waitFor(() => expect(visitor.transcript[1]).toBe('assistant: Once upon (interrupted)'));
    void visitor.session.sendText('Thanks!');
    expect(await visitor.connection.question()).toBe('Thanks!');
    visitor.connection.answer('You are welcome.');
    await vi.waitFor(() => expect(visitor.transcript.at(-1)).toBe('assistant: You are welcome.'));
  });

  it('fails an answer, tells of trouble, and breaks off', async () => {
    const visitor = await open();
    void visitor.session.sendText('Hello');
    await visitor.connection.question();
    visitor.connection.answer().write('I ').fail('The model is overloaded.');
    await vi.waitFor(() => expect(visitor.transcript[1]).toBe('assistant: I (failed)'));
    visitor.connection.error('Too many requests.', 'rate_limit_exceeded');
    await portsAreRead();
    expect(visitor.session.snapshot.error?.message).toContain('Too many requests.');
    visitor.connection.drop();
    expect(visitor.connection.closed).toBe(true);
    (await visitor.relay.connection()).accept();
    await visitor.status('listening');
  });

  describe('says what is wrong with a script', () => {
    it('that speaks before it accepts, accepts twice, or does not know the dialect', async () => {
      const visitor = visit({ mode: 'text' });
      const ready = visitor.session.connect();
      const connection = await visitor.relay.connection();
      expect(() => connection.answer('Hi')).toThrow('accept() it before answer()');
      await expect(connection.question()).rejects.toThrow('accept() it before question()');
      expect(() => connection.accept('klingon' as 'openai')).toThrow('there are openai, openai-beta, middle-tier, simple, live');
      connection.accept();
      expect(() => connection.accept()).toThrow('accepted already');
      await ready;
    });

    it('that goes on with an answer that is over, or begins one while another runs', async () => {
      const { connection } = await open();
      const answer = connection.answer().write('Hi');
      expect(() => connection.answer()).toThrow('end() it before the next begins');
      await expect(connection.callTool('add_ticket')).rejects.toThrow('end() it before a tool is called');
      expect(() => answer.speak('there')).toThrow('written or spoken');
      expect(() => answer.cite({ title: 'Hours', text: '' })).toThrow('the source "Hours" has no text');
      answer.end();
      expect(answer.ended).toBe(true);
      expect(() => answer.write('!')).toThrow('write() says nothing any more');
      expect(() => connection.answer().speak('odd', new ArrayBuffer(3))).toThrow('two bytes a sample');
    });

    it('that talks to nobody, or closes as nobody can', async () => {
      const { connection } = await open();
      expect(() => connection.drop(42)).toThrow('go from 1000 to 4999');
      const answer = connection.answer();
      connection.drop(1001);
      expect(() => connection.heard('Hello?')).toThrow('it is closed, so heard() reaches nobody');
      expect(() => answer.write('Hello?')).toThrow('it is over');
    });

    it('that speaks a dialect of which it knows the greeting alone', async () => {
      const { connection } = await open({ dialect: 'openai-beta' });
      expect(() => connection.answer('Hi')).toThrow('answer() speaks "openai", not "openai-beta"; say() its frames yourself');
    });

    it('that waits for what does not come', async () => {
      const { connection } = await open();
      await expect(connection.question(10)).rejects.toThrow('no conversation.item.create within 10 ms; the widget sent');
      await expect(new ScriptedRelay().connection(10)).rejects.toThrow('opened no connection within 10 ms');
    });
  });
});
