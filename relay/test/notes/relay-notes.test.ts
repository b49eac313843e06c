import { afterAll, beforeAll, expect, test } from 'vitest';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRelay, createTicket, openStore } from '../../src/index.js';
import { openHouse } from '../fixtures/house.js';
import { Visitor } from '../fixtures/visitor.js';
import type { WireEvent } from '../fixtures/wire.js';

const secret = 'a-secret-of-the-museum-that-nobody-else-knows';
let root: string;
let houses = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'relay-notes-'));
  await (await openStore({ dataDir: join(root, 'prepared') })).close();
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

async function openNotesHouse() {
  const dataDir = join(root, `house${++houses}`);
  await cp(join(root, 'prepared'), dataDir, { recursive: true });
  const house = await openHouse({ dataDir, notes: true, ticketSecret: secret, anonymous: true });
  const ticketOf = async (user: string) => (await createTicket({ secret, user })).ticket;
  return {
    ...house,
    async visitAs(user: string | undefined) {
      const carrier = user === undefined ? '' : Buffer.from(await ticketOf(user)).toString('base64url');
      const protocols = user === undefined ? [] : ['realtime', `realtime-token.${carrier}`];
      const visitor = await Visitor.arrive(house.url, { protocols });
      const service = await house.upstream.session();
      await visitor.next('session.updated');
      /** What the model reads after a call. */
      const call = async (name: string, args: unknown): Promise<WireEvent> => {
        const [callId] = service.calls([{ name, arguments: JSON.stringify(args) }]);
        const created = await service.next(
          (event) => event['type'] === 'conversation.item.create' && event['item']?.call_id === callId,
        );
        return JSON.parse(created['item'].output) as WireEvent;
      };
      return { visitor, service, call };
    },
    async ask(user: string | undefined, path: string, init: RequestInit = {}) {
      const headers = { Origin: house.url, ...(user !== undefined && { Authorization: `Bearer ${await ticketOf(user)}` }) };
      return fetch(`${house.url}/notes${path}`, { ...init, headers });
    },
  };
}

test('a visitor has a note kept by word of mouth, finds it again, and their page hears of it', async () => {
  const { visitAs } = await openNotesHouse();
  const { visitor, call } = await visitAs('ada');
  const added = await call('add_note', { text: 'The keys hang behind the door.' });
  expect(added['notes']).toMatchObject([{ text: 'The keys hang behind the door.' }]);
  const told = await visitor.next('extension.relay.note');
  expect(told).toMatchObject({ action: 'added', note: { id: added['notes'][0].id, text: 'The keys hang behind the door.' } });
  // Another session, another day.
  const later = await visitAs('ada');
  const [note] = (await later.call('search_notes', { query: 'Where are my keys?' }))['notes'];
  await later.call('edit_note', { id: note.id, text: 'The keys hang in the hall.' });
  expect((await later.call('list_notes', {}))['notes']).toMatchObject([{ text: 'The keys hang in the hall.' }]);
  expect(await later.call('delete_note', { id: note.id })).toEqual({ deleted: note.id });
  expect(await later.visitor.next((event) => event['action'] === 'deleted')).toMatchObject({ note: { id: note.id } });
  expect(await later.call('list_notes', {})).toMatchObject({ notes: [] });
});

test("nobody reaches another's notes, and nobody without a name has any", async () => {
  const { visitAs, ask } = await openNotesHouse();
  const ada = await visitAs('ada');
  const { notes } = await ada.call('add_note', { text: 'The safe is behind the picture.' });
  const eve = await visitAs('eve');
  expect(await eve.call('search_notes', { query: 'safe' })).toMatchObject({ notes: [] });
  expect(await eve.call('edit_note', { id: notes[0].id, text: 'Mine' })).toMatchObject({ error: expect.stringContaining('no note') });
  expect((await ask('eve', `/${notes[0].id}`)).status).toBe(404);
  expect((await ask('eve', `/${notes[0].id}`, { method: 'DELETE' })).status).toBe(404);
  const nobody = await visitAs(undefined);
  expect(await nobody.call('add_note', { text: 'x' })).toMatchObject({ error: expect.stringContaining('sign') });
  expect((await ask(undefined, '')).status).toBe(401);
  expect((await ada.call('list_notes', {}))['notes']).toHaveLength(1);
});

test('a page lists, adds, edits and deletes, and takes or forgets everything', async () => {
  const { ask, url } = await openNotesHouse();
  const post = (text: unknown) => ask('ada', '', { method: 'POST', body: JSON.stringify({ text }) });
  const made = (await (await post('Buy milk.')).json()) as { id: string };
  await post('Call the harbour.');
  expect(await (await ask('ada', '?query=milk')).json()).toMatchObject({ notes: [{ id: made.id }] });
  const put = await ask('ada', `/${made.id}`, { method: 'PUT', body: JSON.stringify({ text: 'Buy oat milk.' }) });
  expect(await put.json()).toMatchObject({ id: made.id, text: 'Buy oat milk.' });
  const all = (await (await ask('ada', '/export')).json()) as { notes: { text: string }[] };
  expect(all.notes.map(({ text }) => text)).toEqual(['Buy oat milk.', 'Call the harbour.']);
  expect((await ask('ada', `/${made.id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await (await ask('ada', '', { method: 'DELETE' })).json()).toEqual({ erased: 1 });
  expect(await (await ask('ada', '')).json()).toEqual({ notes: [] });
  expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({ routes: ['realtime', 'chat', 'notes'] });
});

test('what is no note is refused in words, and a foreign page not answered at all', async () => {
  const { ask, url } = await openNotesHouse();
  for (const body of ['', '{', '{"text":7}', '{"text":"x","more":1}', '[]', '\xff']) {
    const response = await ask('ada', '', { method: 'POST', body });
    expect(response.status, body).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'text' } });
  }
  expect(await (await ask('ada', '', { method: 'POST', body: '{"text":"  "}' })).json()).toMatchObject({
    error: { code: 'empty' },
  });
  const huge = await ask('ada', '', { method: 'POST', body: JSON.stringify({ text: 'x'.repeat(200_000) }) });
  expect(huge.status).toBe(413);
  expect((await ask('ada', '/x', { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${url}/notes`, { headers: { Origin: 'https://evil.example' } })).status).toBe(403);
});

test('notes without a place to lie in are refused at the start', () => {
  expect(() => createRelay({ notes: true }, {})).toThrow(/DATABASE_URL/);
});
