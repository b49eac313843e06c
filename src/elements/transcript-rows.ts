import type { Message, ToolStep } from '../conversation/conversation.ts';

export type Rating = 'up' | 'down';

/** A message as it is to be shown. The same object as long as nothing of it changed. */
export interface Row {
  readonly message: Message;
  /** So much of its text is shown. */
  readonly shown: number;
  /** What tools did behind it. */
  readonly steps: readonly ToolStep[];
  /** It begins a stretch of the conversation: the time stands above it. */
  readonly begins: boolean;
  /** The last of all that is finished, whose actions are always in sight. */
  readonly isLatest: boolean;
  readonly rating: Rating | undefined;
  readonly isCopied: boolean;
}

/** What rows are made of besides the messages. */
export interface RowFacts {
  readonly heard: Readonly<Record<string, number>>;
  readonly steps: readonly ToolStep[];
  readonly ratings: ReadonlyMap<string, Rating>;
  readonly copiedId: string | undefined;
}

/** Rows that are laid out, painted and compared as one: a word that is added touches one page of a thousand messages. */
const PAGE_LENGTH = 100;
/** A pause after which it matters when something was said. */
const PAUSE_MS = 10 * 60_000;
const none: readonly ToolStep[] = [];

/** Keeps rows and pages the same as long as they are, so that only what changed is rendered. */
export class TranscriptRows {
  #rows: readonly Row[] = [];
  #pages: readonly (readonly Row[])[] = [];
  #steps: readonly ToolStep[] = none;
  #stepsBehind: ReadonlyMap<string, readonly ToolStep[]> = new Map();

  /** Steps that were taken before anything was said. */
  get firstSteps(): readonly ToolStep[] {
    return this.#stepsBehind.get('') ?? none;
  }

  /** The rows of these messages, in pages. */
  take(messages: readonly Message[], facts: RowFacts): readonly (readonly Row[])[] {
    if (facts.steps !== this.#steps) this.#sortSteps(facts.steps);
    const { heard } = facts;
    const latest = messages.findLast(({ id, status, text }) => status !== 'in-progress' && text !== '' && !(id in heard));
    const rows = messages.map((message, at): Row => {
      const known = this.#rows[at];
      const before = messages[at - 1];
      // Dates are dear: a thousand of them would cost more than all the rest.
      const isKnown = known?.message === message && this.#rows[at - 1]?.message === before;
      const begins = isKnown ? known.begins : before === undefined || isApart(before.at, message.at);
      const shown = heard[message.id] ?? message.text.length;
      const steps = this.#stepsBehind.get(message.id) ?? none;
      const isLatest = message === latest;
      const rating = facts.ratings.get(message.id);
      const isCopied = message.id === facts.copiedId;
      const isSame =
        known?.message === message &&
        known.shown === shown &&
        known.steps === steps &&
        known.begins === begins &&
        known.isLatest === isLatest &&
        known.rating === rating &&
        known.isCopied === isCopied;
      return isSame ? known : { message, shown, steps, begins, isLatest, rating, isCopied };
    });
    this.#rows = rows;
    const pages = Array.from({ length: Math.ceil(rows.length / PAGE_LENGTH) }, (_, index) => {
      const page = rows.slice(index * PAGE_LENGTH, (index + 1) * PAGE_LENGTH);
      const known = this.#pages[index];
      return known?.length === page.length && page.every((row, at) => row === known[at]) ? known : page;
    });
    return (this.#pages = pages);
  }

  #sortSteps(steps: readonly ToolStep[]): void {
    const behind = new Map<string, ToolStep[]>();
    // What the operator has no words for is nothing that visitors should read.
    for (const step of steps) if (step.label !== null) behind.set(step.afterId, [...(behind.get(step.afterId) ?? []), step]);
    const known = this.#stepsBehind;
    this.#stepsBehind = new Map([...behind].map(([id, list]) => [id, same(known.get(id), list)]));
    this.#steps = steps;
  }
}

function same(known: readonly ToolStep[] | undefined, list: readonly ToolStep[]): readonly ToolStep[] {
  return known?.length === list.length && list.every((step, at) => step === known[at]) ? known : list;
}

function isApart(before: number, after: number): boolean {
  return after - before > PAUSE_MS || new Date(before).toDateString() !== new Date(after).toDateString();
}
