/*
 * What a language model would do with the notes' tools, by rule: for the demo without a key. It understands a few plain
 * sentences, and says so when it does not understand.
 */

/** A message as `/chat/completions` has it, as far as it is read here. */
export interface ChatMessage {
  readonly role: string;
  readonly content?: string | null;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly ToolCall[];
}

export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

export type ModelReply = { readonly content: string } | { readonly content: null; readonly tool_calls: readonly ToolCall[] };

interface FoundNote {
  readonly id: string;
  readonly text: string;
}

const polite = String.raw`^(?:(?:please|can you|could you|would you|ok|okay|and)\W+)*`;
const noting = new RegExp(
  polite + String.raw`(?:(?:make|take|add|write) (?:a |me a )?note|note(?: down)?|write(?: this| that)? down|remember|add)\W+(?:that\s+|to say\s+|of\s+)?(.+)$`,
  'is',
);
const finding = new RegExp(
  polite + String.raw`(?:find|search|look)(?: for)?(?: me)?(?: (?:my|the|all|a))?(?: notes?)?(?: (?:about|on|for|with))?\W+(.+?)\W*$`,
  'is',
);
const asking = /^what (?:did|do) i (?:note|write|have)(?: down)? (?:about|on)\W+(.+?)\W*$/is;
const deleting = new RegExp(
  polite + String.raw`(?:delete|remove|forget|throw away)(?: (?:my|the|a))?(?: notes?)?(?: (?:about|on|with))?\W+(.+?)\W*$`,
  'is',
);

const help = 'Say “note”, and what; “find”, and what; or “delete”, and what the note is about.';

export function replyTo(messages: readonly ChatMessage[]): ModelReply {
  const last = messages.at(-1);
  if (last?.role === 'tool') return afterTool(messages, last);
  const asked = (last?.role === 'user' ? last.content : null)?.trim() ?? '';
  const text = noting.exec(asked)?.[1];
  if (text !== undefined) return call(messages, 'add_note', { text: sentence(text) });
  const query = finding.exec(asked)?.[1] ?? asking.exec(asked)?.[1] ?? deleting.exec(asked)?.[1];
  if (query !== undefined) return call(messages, 'search_notes', { query });
  return { content: help };
}

function afterTool(messages: readonly ChatMessage[], { content, tool_call_id }: ChatMessage): ModelReply {
  const called = messages.flatMap(({ tool_calls = [] }) => tool_calls).find(({ id }) => id === tool_call_id);
  switch (called?.function.name) {
    case 'add_note':
      return { content: content?.includes('"error"') ? 'I could not write that down.' : 'I wrote that down.' };
    case 'delete_note':
      return { content: content?.includes('"error"') ? 'There was no such note any more.' : 'That note is gone.' };
    case 'search_notes':
      return afterSearch(messages, found(content));
    default:
      return { content: help };
  }
}

function afterSearch(messages: readonly ChatMessage[], notes: readonly FoundNote[]): ModelReply {
  const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const [first] = notes;
  if (!first) return { content: 'I found no note about that.' };
  if (!deleting.test(asked.trim())) {
    const told = notes.slice(0, 3).map(({ text }) => sentence(text));
    const more = notes.length > told.length ? ` And ${notes.length - told.length} more.` : '';
    return { content: `${notes.length === 1 ? 'One note' : `${notes.length} notes`}. ${told.join(' ')}${more}` };
  }
  // A note is thrown away only where it is plain which one is meant.
  if (notes.length === 1) return call(messages, 'delete_note', { id: first.id });
  return { content: `There are ${notes.length} notes about that. Which one do you mean?` };
}

function found(content: string | null | undefined): FoundNote[] {
  try {
    const { notes } = JSON.parse(content ?? '') as { notes?: unknown };
    return Array.isArray(notes) ? (notes as FoundNote[]) : [];
  } catch {
    return [];
  }
}

function call(messages: readonly ChatMessage[], name: string, args: object): ModelReply {
  const id = `call_${messages.length}`;
  return { content: null, tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }] };
}

function sentence(text: string): string {
  const plain = text.trim();
  const begun = plain.charAt(0).toUpperCase() + plain.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
