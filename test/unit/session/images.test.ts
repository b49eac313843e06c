import { describe, expect, it } from 'vitest';
import { connected, portsAreRead } from './open-session.ts';

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
const address = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;

describe('a picture', () => {
  it('goes with the message, from a file or an address, and the words are shown as ever', async () => {
    const { session, connection } = await connected({ mode: 'text', output: 'text' });
    const sent = session.sendText('What is this?', { images: [new Blob([png], { type: 'image/png' }), address] });
    const { item } = (await connection.next('conversation.item.create')) as unknown as { item: { id: string; content: object[] } };
    expect(item.content).toEqual([
      { type: 'input_text', text: 'What is this?' },
      { type: 'input_image', image_url: address },
      { type: 'input_image', image_url: address },
    ]);
    connection.say({ type: 'conversation.item.added', previous_item_id: null, item: { ...item, type: 'message', role: 'user', status: 'completed' } });
    await sent;
    expect(session.snapshot.messages.map(({ text, status }) => [text, status])).toEqual([['What is this?', 'complete']]);
  });

  it.each([
    [[new Blob([png], { type: 'image/webp' })], 'images[0] is of type "image/webp", 0 kB'],
    [[address, 'https://site.test/cat.png'], 'images[1] is no picture'],
    [[address.replace('png', 'svg+xml')], 'images[0] is no picture'],
    [[7], 'images[0] is no picture'],
    [Array.from({ length: 5 }, () => address), 'images may be an array of at most 4 pictures'],
    [[new Blob([new Uint8Array(1_000_000)], { type: 'image/jpeg' })], 'images[0] is of type "image/jpeg", 1000 kB'],
    [Array.from({ length: 2 }, () => new Blob([new Uint8Array(500_000)], { type: 'image/jpeg' })), 'images has 1000 kB'],
  ])('that is none, or too large, is refused before anything is shown: %#', async (images, message) => {
    const { session, connection } = await connected({ mode: 'text', output: 'text' });
    const failing = session.sendText('What is this?', { images: images as string[] });
    await expect(failing).rejects.toMatchObject({ code: 'invalid-option', message: expect.stringContaining(message) as string });
    await portsAreRead();
    expect(session.snapshot.messages).toEqual([]);
    expect(connection.sent.some(({ type }) => type === 'conversation.item.create')).toBe(false);
  });
});
