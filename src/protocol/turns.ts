import type { ClientCommand } from './client-command.ts';
import type { ProtocolItem, ServerEvent } from './server-event.ts';

/** Turns of a visitor whose words are awaited: who speaks again and again is not transcribed later than that. */
const AWAITED_LIMIT = 4;

type Done = Extract<ServerEvent, { type: 'response-done' }>;

interface Answer {
  readonly ids: { readonly responseId: string; readonly itemId: string };
  readonly calls: ProtocolItem[];
  /** Content of the item to which its audio belongs: what comes after the answer was said to be over is a content of its own. */
  part: number;
  /** Audio of that content came, and its end did not. */
  sounds: boolean;
  open: boolean;
}

/** A message of the conversation. */
export function messageItem(
  id: string,
  role: 'user' | 'assistant',
  status: NonNullable<ProtocolItem['status']>,
  text: string | null = null,
): ProtocolItem {
  const contents = text === null ? [] : [{ kind: 'text' as const, text }];
  return { id, kind: 'message', role, status, contents, callId: '', name: '', arguments: '' };
}

/** What follows from a message that was sent over a wire that does not say so: it is part of the conversation now. */
export function echoMessage(command: { readonly type: string } | ClientCommand): readonly ServerEvent[] {
  if (!('itemId' in command && command.type === 'create-message')) return [];
  const item = messageItem(command.itemId, command.role, 'completed', command.text);
  return [{ type: 'item-added', item, previousItemId: null, raw: null }];
}

/**
 * Gives names to the turns of a wire that has none: answers and what the visitor said, one after the other. Each method returns what
 * the frame `raw` comes to.
 */
export class Turns {
  readonly #seed: string;
  #count = 0;
  #answer: Answer | null = null;
  /** What the visitor said and nobody has written down yet, oldest first. */
  readonly #awaited: string[] = [];
  /** The visitor's turn that is not known to be over. */
  #hearing: string | null = null;

  /** @param seed unlike that of any other connection */
  constructor(seed: string) {
    this.#seed = seed;
  }

  /** The answer that runs, or was the last to run. */
  get answer(): Answer | null {
    return this.#answer;
  }

  get isOpen(): boolean {
    return this.#answer?.open === true;
  }

  newId(): string {
    return `${this.#seed}_${++this.#count}`;
  }

  /** What comes next is a new answer, even if it begins with audio. */
  forget(): void {
    if (!this.isOpen) this.#answer = null;
  }

  /** More words of the answer, or all of them. */
  words(kind: 'text' | 'transcript', delta: string, raw: unknown, whole = false): ServerEvent[] {
    const begun = this.begin(raw);
    const content = { ...this.#answer!.ids, contentIndex: 0, raw };
    begun.push(
      whole
        ? { type: `${kind}-done` as const, ...content, text: delta }
        : { type: `${kind}-delta` as const, ...content, delta },
    );
    return begun;
  }

  /** Audio of the answer, or of the last one if none has begun since. */
  sound(pcm: Uint8Array<ArrayBuffer>, raw: unknown): ServerEvent[] {
    const begun = this.#answer === null ? this.begin(raw) : [];
    const { ids, part } = this.#answer!;
    this.#answer!.sounds = true;
    begun.push({ type: 'audio-delta', ...ids, contentIndex: part, pcm, raw });
    return begun;
  }

  /** A tool that the answer calls; it runs when the answer is over. */
  call(callId: string, name: string, args: string, raw: unknown): ServerEvent[] {
    const begun = this.begin(raw);
    const item = { ...messageItem(this.newId(), 'assistant', 'completed'), role: null };
    this.#answer!.calls.push({ ...item, kind: 'tool-call', callId, name, arguments: args });
    return begun;
  }

  /** Nothing, where an answer runs. */
  begin(raw: unknown): ServerEvent[] {
    if (this.isOpen) return [];
    const committed = this.#commit(raw);
    const ids = { responseId: this.newId(), itemId: this.newId() };
    this.#answer = { ids, calls: [], part: 0, sounds: false, open: true };
    return [
      ...committed,
      { type: 'response-created', responseId: ids.responseId, outOfBand: false, raw },
      { type: 'output-item-added', ...ids, item: messageItem(ids.itemId, 'assistant', 'in-progress'), raw },
    ];
  }

  /** The answer is over, and if it was over before, then the audio that came behind it. */
  finish(status: Done['status'], raw: unknown, reason: string | null = null, message: string | null = null): ServerEvent[] {
    const answer = this.#answer;
    if (answer === null) return [];
    const { ids, part, sounds, open, calls } = answer;
    const done: ServerEvent[] = sounds ? [{ type: 'audio-done', ...ids, contentIndex: part, raw }] : [];
    answer.part += 1;
    answer.sounds = answer.open = false;
    if (!open) return done;
    const item = messageItem(ids.itemId, 'assistant', status === 'completed' ? 'completed' : 'incomplete');
    return [
      ...done,
      { type: 'output-item-done', responseId: ids.responseId, item, raw },
      { type: 'response-done', responseId: ids.responseId, status, reason, message, output: calls, raw },
    ];
  }

  /** The visitor begins to speak, which ends the answer. */
  hear(raw: unknown): ServerEvent[] {
    const itemId = this.newId();
    this.#hearing = itemId;
    this.#awaited.push(itemId);
    if (this.#awaited.length > AWAITED_LIMIT) this.#awaited.shift();
    return [{ type: 'speech-started', itemId, audioStartMs: 0, raw }, ...this.finish('cancelled', raw, 'turn_detected')];
  }

  /** What the visitor said, which may be told when the answer runs already. */
  heard(text: string, raw: unknown): ServerEvent[] {
    const itemId = this.#awaited.shift() ?? (this.isOpen ? this.newId() : (this.#hearing = this.newId()));
    const committed = itemId === this.#hearing ? this.#commit(raw) : [];
    return [...committed, { type: 'input-transcript-done', itemId, contentIndex: 0, text, raw }];
  }

  #commit(raw: unknown): ServerEvent[] {
    const itemId = this.#hearing;
    this.#hearing = null;
    return itemId === null ? [] : [{ type: 'input-committed', itemId, previousItemId: null, raw }];
  }
}
