import type { AssistantSession } from '../session/assistant-session.ts';

/**
 * Stands before the microphone where the author asks for consent (`consent`): what needs the microphone waits here until
 * the visitor has agreed. Where nothing is required it is open.
 */
export class ConsentGate {
  readonly #isRequired: () => boolean;
  #isGiven = false;
  #waiting: ((agreed: boolean) => void)[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(isRequired: () => boolean) {
    this.#isRequired = isRequired;
  }

  /** Whether somebody waits for an answer: the time to show the question. */
  get isAsking(): boolean {
    return this.#waiting.length > 0;
  }

  get isOpen(): boolean {
    return this.#isGiven || !this.#isRequired();
  }

  /** Runs `work` at once where nothing has to be asked (browsers open a microphone only in a gesture), else after a yes. */
  run(work: () => void): void {
    if (this.isOpen) work();
    else void this.ask().then((agreed) => agreed && work());
  }

  /** Resolves with the visitor's answer. */
  async ask(): Promise<boolean> {
    if (this.isOpen) return true;
    const answer = new Promise<boolean>((resolve) => this.#waiting.push(resolve));
    this.#tell();
    return answer;
  }

  /** A no is not remembered: the next attempt asks again. */
  answer(agreed: boolean): void {
    if (agreed) this.#isGiven = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(agreed);
    this.#tell();
  }

  /** Calls `listener` when a question comes up or was answered. Returns the way to stop it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** On the session itself, so that parts of a second copy of this library on the page find the same gate. */
const key = Symbol.for('realtime-assistant.consent');
type Guarded = AssistantSession & { [key]?: ConsentGate };

export function guard(session: AssistantSession, gate: ConsentGate): AssistantSession {
  (session as Guarded)[key] = gate;
  return session;
}

/** The gate before the microphone of `session`; undefined for one that no element of ours has made. */
export function gateOf(session: AssistantSession | undefined): ConsentGate | undefined {
  return (session as Guarded | undefined)?.[key];
}
