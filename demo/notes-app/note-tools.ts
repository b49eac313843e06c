import type { ClientTool } from 'realtime-assistant';
import type { Note } from './notes.ts';

/** What the tools need of the store. */
export interface NoteKeeper {
  add(text: string): Promise<Note>;
  list(query: string): Promise<Note[]>;
  remove(id: string): Promise<boolean>;
}

/** So many notes are told to a model at once, and so much of each. */
const mostFound = 10;
const longestExcerpt = 500;

/** The notes' tools, for the model to call. What comes from a model is checked like anything from outside. */
export function noteTools(keeper: NoteKeeper): ClientTool[] {
  return [
    {
      name: 'add_note',
      description: 'Writes a note down.',
      label: 'Writing it down',
      parameters: oneText('text', 'The note, in the words of the user.'),
      run: async (args) => {
        const { id } = await keeper.add(textOf(args, 'text'));
        return { id };
      },
    },
    {
      name: 'search_notes',
      description: 'Finds notes that hold all words of a query, newest first.',
      label: 'Looking through your notes',
      parameters: oneText('query', 'A few words that the notes should hold.'),
      run: async (args) => {
        const notes = await keeper.list(textOf(args, 'query'));
        return { notes: notes.slice(0, mostFound).map(({ id, text }) => ({ id, text: text.slice(0, longestExcerpt) })) };
      },
    },
    {
      name: 'delete_note',
      description: 'Deletes a note for good. Search for it first.',
      label: 'Throwing it away',
      parameters: oneText('id', 'The id that search_notes told.'),
      run: async (args) => ((await keeper.remove(textOf(args, 'id'))) ? { deleted: true } : { error: 'There is no such note.' }),
    },
  ];
}

function oneText(name: string, description: string): Record<string, unknown> {
  return { type: 'object', properties: { [name]: { type: 'string', description } }, required: [name] };
}

function textOf(args: unknown, name: string): string {
  const value = typeof args === 'object' && args !== null ? (args as Record<string, unknown>)[name] : undefined;
  if (typeof value !== 'string' || value.trim() === '') throw new Error(`${name} is not a text.`);
  return value.trim();
}
