import type { ItemState } from './state.ts';

/**
 * Spoken English runs at about 15 characters a second; used only while the length of an answer's audio is not known.
 */
const CHARACTERS_PER_SECOND = 15;

/** How much of an item was heard, as the voice loop found it out. */
export interface Heard {
  readonly itemId: string;
  /** Which of the item's contents the figures are of; nearly always 0. */
  readonly contentIndex: number;
  /** Whole milliseconds of it that were heard; 0 if nothing was. */
  readonly audioEndMs: number;
  /** Milliseconds of audio that had arrived. */
  readonly receivedMs: number;
  /** Whether that was all of it. */
  readonly ended: boolean;
}

/**
 * The item's words up to where it was heard: the contents before the one that was cut, and of that one the share of its
 * audio, back to the end of a word. The service forgets the rest of the transcript too, so what is shown here is what
 * the model remembers having said.
 */
export function cutItem(item: ItemState, heard: Heard): ItemState {
  const text = item.contents[heard.contentIndex] ?? '';
  const before = item.contents.slice(0, heard.contentIndex);
  return { ...item, status: 'interrupted', cut: true, contents: [...before, cutAtWord(text, heardCharacters(text, heard))] };
}

/** How many characters of an item's words were heard, to the end of the word that was begun. */
export function heardLength(item: ItemState, heard: Heard): number {
  const text = item.contents[heard.contentIndex] ?? '';
  const characters = heardCharacters(text, heard);
  const rest = /\s/u.exec(text.slice(characters));
  const end = characters === 0 ? 0 : rest === null ? text.length : characters + rest.index;
  return item.contents.slice(0, heard.contentIndex).join('').length + end;
}

function heardCharacters(text: string, { audioEndMs, receivedMs, ended }: Heard): number {
  // The words run ahead of the audio: before its end, the audio that arrived stands for fewer words than are there.
  const spokenMs = ended ? receivedMs : Math.max(receivedMs, (text.length / CHARACTERS_PER_SECOND) * 1000);
  return Math.round(text.length * (spokenMs > 0 ? Math.min(1, audioEndMs / spokenMs) : 0));
}

function cutAtWord(text: string, length: number): string {
  if (length >= text.length) return text;
  const end = text.lastIndexOf(' ', length);
  return text.slice(0, Math.max(end, 0)).trimEnd();
}
