import type { ScriptedConnection } from 'realtime-assistant/testing';
import type { ScriptedAssistant } from './scripted-assistant.ts';
import { WireScript } from './wire-script.ts';

const limitMs = 10_000;

/** What a script of a state has in hand: the element on the page, and the relay behind it. */
export class Stage {
  readonly assistant: ScriptedAssistant;
  #line: ScriptedConnection | undefined;
  #script: WireScript | undefined;

  constructor(assistant: ScriptedAssistant) {
    this.assistant = assistant;
  }

  /** The relay's words on the newest connection. */
  get relay(): WireScript {
    if (!this.#script) throw new Error('The script speaks before it is connected.');
    return this.#script;
  }

  get line(): ScriptedConnection {
    if (!this.#line) throw new Error('The script speaks before it is connected.');
    return this.#line;
  }

  /** Waits for the next connection, and does not answer it yet. */
  async dialled(): Promise<void> {
    this.#line = await this.assistant.relay.connection();
    this.#script = new WireScript(this.#line);
  }

  /** The visitor starts a conversation, in the mode that the element has. What becomes of it is the script's to say. */
  dials(): void {
    // A script that refuses the connection or the microphone is told so here too: the face shows it.
    this.assistant.connect().catch(() => {});
  }

  async connected(): Promise<void> {
    this.dials();
    await this.dialled();
    this.line.accept();
    await this.status('listening');
  }

  /** A typed question. */
  types(text: string): void {
    this.assistant.sendText(text).catch(() => {});
  }

  /** So much of the answer is heard. */
  async listens(ms: number): Promise<void> {
    const { silent } = this.assistant.sound;
    await this.until('sound to be heard', () => silent.queuedMs > 0);
    silent.hear(ms);
  }

  /** Presses what carries this part's name. */
  async presses(part: string): Promise<void> {
    await this.until(`the part ${part}`, () => this.part(part) !== undefined);
    this.part(part)!.click();
  }

  /** The element with this part, in whatever shadow. */
  part(name: string): HTMLElement | undefined {
    return find<HTMLElement>(this.assistant.shadowRoot, `[part~="${name}"]`);
  }

  async status(name: string): Promise<void> {
    await this.until(`the state ${name}`, () => this.assistant.matches(`:state(${name})`));
  }

  /** What has been said is shown. */
  async settles(): Promise<void> {
    await nextFrame();
    await nextFrame();
  }

  /** What there is instead of what a script waits for. */
  #told(): string {
    const { status, messages = [], error } = this.assistant.session?.snapshot ?? {};
    const turns = messages.slice(-3).map(({ role, status, text }) => `${role} ${status} "${text.slice(0, 30)}"`);
    return `It is ${status}, error ${error?.code}: ${turns.join(', ')}.`;
  }

  /** @throws an Error that names what did not come about. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const end = performance.now() + limitMs;
    while (!condition()) {
      if (performance.now() > end) throw new Error(`The script waited in vain for ${what}. ${this.#told()}`);
      await nextFrame();
    }
  }
}

/** A frame, or a moment where the page is not shown and has none. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function find<T extends Element>(root: ParentNode | null, selector: string): T | undefined {
  if (!root) return undefined;
  const own = root.querySelector<T>(selector);
  if (own) return own;
  for (const element of root.querySelectorAll('*')) {
    const found = find<T>(element.shadowRoot, selector);
    if (found) return found;
  }
  return undefined;
}

/** Every shadow root under a node, and the document itself. */
export function roots(start: Document | ShadowRoot): (Document | ShadowRoot)[] {
  const inner = [...start.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? roots(shadowRoot) : []));
  return [start, ...inner];
}
