import { z } from 'zod';
import type { User } from '../access/visitor.js';
import { NotesError } from '../notes/notes-error.js';
import { mostNoteCharacters, type Note, type NotesStore } from '../notes/notes-store.js';
import { ToolError } from './tool-error.js';
import type { Tool, ToolContext, ToolResult } from './tool.js';

export const noteToolNames = ['add_note', 'search_notes', 'list_notes', 'edit_note', 'delete_note'] as const;

const text = z.string().trim().min(1);
const id = z.string().trim().min(1);
/** Beyond this a model would read out a list that nobody can follow. */
const mostTold = 20;

/**
 * `add_note`, `search_notes`, `list_notes`, `edit_note` and `delete_note`: what the visitor asks to be kept. They see nothing but the
 * notes of the user who talks, and ask who has not signed in to do so.
 */
export function createNoteTools(notes: NotesStore): readonly Tool[] {
  return [
    noteTool({
      name: 'add_note',
      label: 'Keeping a note',
      description:
        'Keeps a note for the visitor. Call it only when the visitor asks you to remember, note or write something down. ' +
        'Write the note so that it can be understood later without this conversation.',
      fields: { text: `The note, at most ${mostNoteCharacters} characters.` },
      schema: z.object({ text }),
      async run(args, user) {
        const note = await notes.add(user.id, args.text);
        return { output: told([note]), note: { action: 'added', note } };
      },
    }),
    noteTool({
      name: 'search_notes',
      label: 'Looking through your notes',
      description:
        "Searches the visitor's own notes. Call it when the visitor asks for something that they noted, told you earlier, or asked you to remember.",
      fields: { query: 'The telling words of what is looked for.' },
      schema: z.object({ query: text }),
      async run(args, user) {
        const found = await notes.search(user.id, args.query, { limit: mostTold });
        return { output: told(found, 'No note has these words. Try others, or list_notes.') };
      },
    }),
    noteTool({
      name: 'list_notes',
      label: 'Looking through your notes',
      description: `Gives the visitor's newest notes, ${mostTold} at most. Call it when the visitor asks which notes there are.`,
      fields: {},
      schema: z.object({}),
      async run(_args, user) {
        return { output: told(await notes.list(user.id, { limit: mostTold }), 'There are no notes yet.') };
      },
    }),
    noteTool({
      name: 'edit_note',
      label: 'Changing a note',
      description: 'Replaces the text of a note. Find its id with search_notes or list_notes first.',
      fields: { id: 'The id of the note.', text: 'The whole new text.' },
      schema: z.object({ id, text }),
      async run(args, user) {
        const note = await notes.edit(user.id, args.id, args.text);
        if (!note) throw unknownNote();
        return { output: told([note]), note: { action: 'edited', note } };
      },
    }),
    noteTool({
      name: 'delete_note',
      label: 'Deleting a note',
      description:
        'Deletes a note for good. Find its id with search_notes or list_notes first, and ask the visitor whether to delete it before you do.',
      fields: { id: 'The id of the note.' },
      schema: z.object({ id }),
      async run(args, user) {
        const note = await notes.get(user.id, args.id);
        if (!note || !(await notes.remove(user.id, note.id))) throw unknownNote();
        return { output: JSON.stringify({ deleted: note.id }), note: { action: 'deleted', note } };
      },
    }),
  ];
}

interface NoteToolParts<T> {
  readonly name: (typeof noteToolNames)[number];
  readonly label: string;
  readonly description: string;
  /** Descriptions of the arguments, all of them texts. */
  readonly fields: Readonly<Record<string, string>>;
  readonly schema: z.ZodType<T>;
  run(args: T, user: User): Promise<ToolResult>;
}

function noteTool<T>({ name, label, description, fields, schema, run }: NoteToolParts<T>): Tool {
  const names = Object.keys(fields);
  return {
    name,
    label,
    description,
    parameters: {
      type: 'object',
      properties: Object.fromEntries(names.map((field) => [field, { type: 'string', description: fields[field] }])),
      required: names,
      additionalProperties: false,
    },
    async run(args: unknown, { user }: ToolContext) {
      if (!user) throw new ToolError('The visitor has not signed in, so there are no notes of theirs. Say that notes need a sign-in.');
      const parsed = schema.safeParse(args);
      if (!parsed.success) throw new ToolError(`${name} needs ${names.map((field) => `"${field}"`).join(' and ')}.`);
      try {
        return await run(parsed.data, user);
      } catch (error) {
        throw error instanceof NotesError ? new ToolError(error.message) : error;
      }
    },
  };
}

function told(notes: readonly Note[], none = ''): string {
  if (notes.length === 0) return JSON.stringify({ notes: [], hint: none });
  return JSON.stringify({ notes: notes.map(({ id: noteId, text: words, createdAt }) => ({ id: noteId, text: words, createdAt })) });
}

function unknownNote(): ToolError {
  return new ToolError('There is no note of that id. Look it up with search_notes or list_notes.');
}
