import { describe, expect, it } from 'vitest';
import { wire } from '../conversation/play.ts';
import { connected, portsAreRead } from './open-session.ts';

const image = 'data:image/png;base64,iVBORw==';

describe('a message that failed, tried again', () => {
  it('is sent once more with its pictures, in place of the old one', async () => {
    const { session, connection } = await connected({ mode: 'text', output: 'text' });
    const sent = session.sendText('What is this?', { images: [image] });
    sent.catch(() => {});
    const first = (await connection.next('conversation.item.create')) as unknown as { event_id: string };
    connection.say({ type: 'error', error: { type: 'server_error', message: 'No.', event_id: first.event_id } });
    await expect(sent).rejects.toThrow();
    const [failed] = session.snapshot.messages;
    expect(failed).toMatchObject({ status: 'failed', images: [image] });

    const again = session.retry(failed!.id);
    const { item } = (await connection.next('conversation.item.create')) as unknown as {
      item: { id: string; content: object[] };
    };
    expect(item.content).toContainEqual({ type: 'input_image', image_url: image });
    expect(session.snapshot.messages.map(({ text, status }) => `${text} ${status}`)).toEqual(['What is this? in-progress']);
    connection.say(wire.added(wire.userText(item.id, 'What is this?')));
    await again;
    await connection.next('response.create');
    expect(session.snapshot.messages).toHaveLength(1);
  });

  it('is answered anew where the answer broke off', async () => {
    const { session, connection } = await connected({ mode: 'text', output: 'text' });
    connection.say(wire.responseCreated('r'), wire.outputItem('r', wire.answer('a')), wire.written('r', 'a', 'At'));
    connection.say(wire.responseDone('r', 'failed'));
    await portsAreRead();
    await session.retry('a');
    expect(await connection.next('response.create')).toBeDefined();
  });

  it('is refused where there is nothing to try', async () => {
    const { session } = await connected({ mode: 'text', output: 'text' });
    await expect(session.retry('nobody')).rejects.toMatchObject({ code: 'invalid-option' });
  });
});
