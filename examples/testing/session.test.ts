import { createSession } from 'realtime-assistant';
import { ScriptedRelay, silentAudio } from 'realtime-assistant/testing';
import { expect, it, onTestFinished, vi } from 'vitest';

it('sells a ticket', async () => {
  const cart: string[] = [];
  const relay = new ScriptedRelay();
  const session = createSession(
    {
      relayUrl: 'ws://relay.test/realtime',
      mode: 'text',
      tools: [
        {
          name: 'add_ticket',
          description: 'Puts a ticket into the visitor’s cart.',
          parameters: { type: 'object', properties: { kind: { type: 'string' } } },
          run: (args) => {
            cart.push((args as { kind: string }).kind);
            return 'It is in the cart.';
          },
        },
      ],
    },
    { openTransport: relay.open, audio: silentAudio() },
  );
  onTestFinished(() => session.dispose());

  const sent = session.sendText('One ticket, please');
  const connection = await relay.connection();
  connection.accept();
  expect(await connection.question()).toBe('One ticket, please');
  await sent;

  expect(await connection.callTool('add_ticket', { kind: 'adult' })).toBe('It is in the cart.');
  expect(cart).toEqual(['adult']);

  connection.answer().write('Done. ').write('Anything else?').end();
  await vi.waitFor(() => expect(session.snapshot.messages.at(-1)?.text).toBe('Done. Anything else?'));
});
