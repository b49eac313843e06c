/** A note as it is kept. */
export interface Note {
  readonly id: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** The first line, as a title; words for a note that has none yet. */
export function titleOf({ text }: Pick<Note, 'text'>): string {
  const line = text.trim().split('\n', 1)[0]!.trim();
  if (line === '') return 'Empty note';
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line;
}

/** Whether every word of the query begins a word of the note. */
export function matches({ text }: Pick<Note, 'text'>, query: string): boolean {
  const words = wordsOf(text);
  return wordsOf(query).every((wanted) => words.some((word) => word.startsWith(wanted)));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '').match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** All notes as one Markdown file. */
export function toMarkdown(notes: readonly Note[]): string {
  const sections = notes.map((note) => `## ${new Date(note.createdAt).toISOString().slice(0, 16).replace('T', ' ')}\n\n${note.text.trim()}\n`);
  return `# Notes\n\n${sections.join('\n')}`;
}
