import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, createRelay, createTicket } from 'realtime-assistant-relay';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NoteStore } from '../../src/elements/note-store.ts';
import { relayNotes } from '../../src/elements/relay-notes.ts';

/* The widget's list of notes against a relay that keeps them: real sockets, real database, a real single-use ticket for each request. */
const secret = 'a-secret-of-the-park-that-nobody-else-knows';
const never = new AbortController().signal;
let relay: ReturnType<typeof createRelay>;
let engine: ReturnType<typeof createEngine>;
let dataDir = '';
let relayUrl = '';

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'relay-notes-'));
  engine = createEngine();
  const { url: engineUrl } = await engine.listen({ host: '127.0.0.1', port: 0 });
  const options = { upstream: { kind: 'local', url: engineUrl }, dataDir, notes: true, ticketSecret: secret, log: () => {} } as const;
  relay = createRelay(options, {});
  const { url } = await relay.listen({ port: 0 });
  relayUrl = `${url.replace('http', 'ws')}/realtime`;
});

afterAll(async () => {
  await relay.close({ drainMs: 0 });
  await engine.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function notesOf(user: string): Promise<NoteStore> {
  const store = await relayNotes(relayUrl, () => ticket(user));
  if (!store) throw new Error('the relay keeps no notes');
  return store;
}

const ticket = async (user: string) => (await createTicket({ secret, user })).ticket;

async function keep(user: string, text: string): Promise<void> {
  const address = relayUrl.replace('ws', 'http').replace('realtime', 'notes');
  const headers = { Authorization: `Bearer ${await ticket(user)}` };
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ text }) });
  expect(response.status).toBe(201);
}

describe('the notes of a visitor at the relay', () => {
  it('are listed by their first lines, newest first, opened and deleted', async () => {
    await keep('ada', 'The keys hang in the hall.\nBehind the coats.');
    await keep('ada', `Buy ${'milk '.repeat(40)}`);
    const notes = await notesOf('ada');
    const [milk, keys] = await notes.list(never);
    expect(milk!.title).toMatch(/^Buy milk .{60,}…$/);
    expect(keys).toMatchObject({ title: 'The keys hang in the hall.' });
    expect(keys!.at).toBeGreaterThan(Date.now() - 60_000);
    expect(await notes.open(keys!.id, never)).toMatchObject({ text: 'The keys hang in the hall.\nBehind the coats.' });
    await notes.remove(milk!.id, never);
    expect(await notes.list(never)).toHaveLength(1);
    expect(await (await notesOf('eve')).list(never)).toEqual([]);
  });

  it('are nobody’s whose token is not good, and cannot be had from another address', async () => {
    const forged = await relayNotes(relayUrl, () => 'forged');
    await expect(forged!.list(never)).rejects.toThrow('401');
    expect(await relayNotes(relayUrl.replace('realtime', 'socket'), () => ticket('ada'))).toBeUndefined();
    await expect((await notesOf('ada')).open('none', never)).rejects.toThrow('404');
  });
});
