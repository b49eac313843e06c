import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { startModelServer } from '../../../demo/notes-app/model-server.ts';
import { replyTo } from '../../../demo/notes-app/note-model.ts';
import type { ChatMessage } from '../../../demo/notes-app/note-model.ts';
import { noteTools } from '../../../demo/notes-app/note-tools.ts';
import { matches, titleOf, toMarkdown } from '../../../demo/notes-app/notes.ts';
import type { Note } from '../../../demo/notes-app/notes.ts';

const note = (text: string, at = 0): Note => ({ id: `id-${text}`, text, createdAt: at, changedAt: at });

describe('notes', () => {
  it('are found by the beginnings of their words, whatever accents they are written with', () => {
    expect(matches(note('Crème brûlée for Zoë'), 'creme zoe')).toBe(true);
    expect(matches(note('Water the birches'), 'birch wat')).toBe(true);
    expect(matches(note('Water the birches'), 'irch')).toBe(false);
    expect(matches(note('Anything'), ' ')).toBe(true);
  });

  it('have their first line as title, and go into one file', () => {
    expect(titleOf(note('  Bread\nand butter'))).toBe('Bread');
    expect(titleOf(note(' '))).toBe('Empty note');
    expect(titleOf(note('x'.repeat(200)))).toHaveLength(80);
    expect(toMarkdown([note('Bread', Date.UTC(2026, 0, 2, 3, 4))])).toBe('# Notes\n\n## 2026-01-02 03:04\n\nBread\n');
  });
});

describe('the tools of the note-taker', () => {
  const kept: Note[] = [];
  const [add, search, remove] = noteTools({
    add: (text) => Promise.resolve(kept[kept.push(note(text)) - 1]!),
    list: (query) => Promise.resolve(kept.filter((each) => matches(each, query))),
    remove: (id) => Promise.resolve(kept.splice(kept.findIndex((each) => each.id === id), 1).length > 0),
  });
  const context = { signal: new AbortController().signal };

  it('write down, find and throw away', async () => {
    await add!.run({ text: ' Buy bread ' }, context);
    expect(await search!.run({ query: 'bread' }, context)).toEqual({ notes: [{ id: 'id-Buy bread', text: 'Buy bread' }] });
    expect(await remove!.run({ id: 'id-Buy bread' }, context)).toEqual({ deleted: true });
    expect(kept).toEqual([]);
  });

  it.each([null, 'text', {}, { text: 7 }, { text: ' ' }])('take no %j from a model', async (args) => {
    await expect(async () => add!.run(args, context)).rejects.toThrow('text is not a text.');
  });
});

/** Plays a model and its tools to the end. */
function talk(asked: string, notes: readonly { id: string; text: string }[] = []): { called: string[]; said: string | null } {
  const messages: ChatMessage[] = [{ role: 'user', content: asked }];
  const called: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    const reply = replyTo(messages);
    messages.push({ role: 'assistant', ...reply });
    if (!('tool_calls' in reply)) return { called, said: reply.content };
    for (const { id, function: tool } of reply.tool_calls) {
      called.push(`${tool.name} ${tool.arguments}`);
      messages.push({ role: 'tool', tool_call_id: id, content: tool.name === 'search_notes' ? JSON.stringify({ notes }) : '{}' });
    }
  }
  return { called, said: null };
}

describe('the rules that stand in for a model', () => {
  it.each([
    ['Note: water the birches on Friday', 'Water the birches on Friday.'],
    ['please make a note that the gate is open', 'The gate is open.'],
    ['Remember to call Ada', 'To call Ada.'],
    ['Write down: two eggs!', 'Two eggs!'],
  ])('write down “%s”', (asked, text) => {
    expect(talk(asked)).toEqual({ called: [`add_note ${JSON.stringify({ text })}`], said: 'I wrote that down.' });
  });

  it('find, and read out what was found', () => {
    const found = talk('Find my notes about birches', [{ id: '1', text: 'Water the birches' }]);
    expect(found).toEqual({ called: ['search_notes {"query":"birches"}'], said: 'One note. Water the birches.' });
    expect(talk('find birches').said).toBe('I found no note about that.');
  });

  it('throw away only what is plainly meant', () => {
    const one = [{ id: '1', text: 'Water the birches' }];
    expect(talk('Delete the note about birches', one).called).toEqual([
      'search_notes {"query":"birches"}',
      'delete_note {"id":"1"}',
    ]);
    expect(talk('Delete the note about birches', [...one, { id: '2', text: 'Birches' }])).toEqual({
      called: ['search_notes {"query":"birches"}'],
      said: 'There are 2 notes about that. Which one do you mean?',
    });
  });

  it('say what they understand, and call nothing, where they do not understand', () => {
    expect(talk('What is the weather?')).toMatchObject({ called: [], said: expect.stringContaining('Say “note”') as string });
  });
});

describe('the server of those rules', () => {
  const opened: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0)) await close();
  });

  it('answers as such services do, and refuses what is no JSON or too much', async () => {
    const server = await startModelServer();
    opened.push(() => server.close());
    const post = (body: string) => fetch(`${server.url}/chat/completions`, { method: 'POST', body });
    const answer = await (await post(JSON.stringify({ messages: [{ role: 'user', content: 'Note: tea' }] }))).json();
    expect(answer).toMatchObject({ choices: [{ message: { tool_calls: [{ function: { name: 'add_note' } }] } }] });
    expect((await post('{')).status).toBe(400);
    expect((await post(`"${'a'.repeat(2 * 1024 * 1024)}"`)).status).toBe(400);
  });

  it('leaves no port open', async () => {
    const { url, close } = await startModelServer();
    await close();
    const { port } = new URL(url);
    await new Promise<void>((resolve, reject) => {
      const taken = createServer().once('error', reject).listen(Number(port), '127.0.0.1', () => taken.close(() => resolve()));
    });
  });
});
