import { describe, expect, it, vi } from 'vitest';
import { ScriptedChat } from './scripted-chat.ts';

describe('a chat at a relay that admits by tickets', () => {
  it('shows a ticket of its own for each question, since a ticket is good once', async () => {
    const tickets = ['second', 'third'];
    const protocols = ['realtime', `realtime-token.${Buffer.from('first').toString('base64url')}`];
    const chat = await ScriptedChat.open({ protocols, renewToken: () => Promise.resolve(tickets.shift() ?? null) });
    const shown: unknown[] = [];
    for (const i of [1, 2, 3]) {
      const question = await chat.ask('Hello', `item_${i}`);
      shown.push(question.headers['authorization']);
      question.answers('Good morning.', { itemId: `answer_${i}` });
      await chat.next('response.done');
    }
    expect(shown).toEqual(['Bearer first', 'Bearer second', 'Bearer third']);
  });

  it('says that a sign-in is missing when the site has no ticket any more', async () => {
    const chat = await ScriptedChat.open({ renewToken: () => Promise.reject(new Error('signed out')) });
    (await chat.ask('Hello', 'item_1')).answers('Good morning.', { itemId: 'answer_1' });
    await chat.next('response.done');
    chat.send({ type: 'create-message', itemId: 'item_2', role: 'user', text: 'Again' });
    chat.send({ type: 'create-response', eventId: 'create_2' });
    expect(await chat.next('error')).toMatchObject({ error: { code: 'sign_in_required' } });
    await vi.waitFor(() => expect(chat.closed).toEqual({ code: 4401, reason: 'sign_in_required' }));
  });
});
