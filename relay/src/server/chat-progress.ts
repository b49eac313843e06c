import { isWireObject } from '../session/field-list.js';
import type { WireObject } from '../session/upstream-shape.js';

/** A whole answer, as a program reads it. */
export interface ChatAnswer {
  /** Of the last response, which ended the answer. */
  readonly id: string;
  readonly text: string;
  /** `incomplete`: the service stopped before its end, and `reason` says why (`max_output_tokens`, `content_filter`). */
  readonly status: 'completed' | 'incomplete';
  readonly reason: string | null;
  readonly sources: readonly ChatSource[];
}

export interface ChatSource {
  readonly id: string;
  readonly title: string;
  readonly heading: string;
  readonly url: string;
  readonly text: string;
  readonly quote: string;
}

export interface ChatFailure {
  /** One of docs/wire.md. */
  readonly code: string;
  readonly message: string;
}

export type ChatEnd =
  | { readonly answer: ChatAnswer; readonly failure?: undefined }
  | { readonly failure: ChatFailure; readonly answer?: undefined };

/** More is no answer to a visitor's question. */
const maxCharacters = 256 * 1024;

/** Reads along what a browser would get, and knows when the answer is there: after the tools, or not at all. */
export class ChatProgress {
  readonly #texts: string[] = [];
  readonly #sources = new Map<string, ChatSource>();
  #isActive = false;
  /** The response that runs has called a tool of the relay: another one follows, which answers. */
  #hasCalled = false;
  #lastError: ChatFailure | undefined;

  /** Takes an event, and gives the end if this was the last. */
  receive(event: WireObject): ChatEnd | undefined {
    const { type, response, error } = event;
    switch (type) {
      case 'response.created':
        this.#isActive = true;
        this.#hasCalled = false;
        return undefined;
      case 'extension.relay.tool_call':
        if (event['status'] === 'started') this.#hasCalled = true;
        return undefined;
      case 'extension.middle_tier_tool_response':
        this.#addSources(event['tool_result']);
        return undefined;
      case 'response.done':
        return isWireObject(response) ? this.#done(response) : undefined;
      case 'error':
        return isWireObject(error) ? this.#failed(error) : undefined;
      default:
        return undefined;
    }
  }

  /** What the end of the session means for an answer that is not there. */
  explainClose(code: number): ChatFailure {
    if (this.#lastError) return this.#lastError;
    if (code === 1012) return { code: 'busy', message: 'The relay restarts. Ask again in a moment.' };
    return { code: 'upstream_closed', message: `The conversation with the voice service ended (${code}).` };
  }

  #done(response: WireObject): ChatEnd | undefined {
    this.#isActive = false;
    const text = textOf(response);
    if (text !== '') this.#texts.push(text);
    const { status, id } = response;
    const details = isWireObject(response['status_details']) ? response['status_details'] : {};
    if (status !== 'completed' && status !== 'incomplete') return { failure: failureOf(details) };
    if (this.#hasCalled) return undefined;
    return {
      answer: {
        id: typeof id === 'string' ? id : '',
        text: this.#texts.join('\n\n').slice(0, maxCharacters),
        status,
        reason: typeof details['reason'] === 'string' ? details['reason'] : null,
        sources: [...this.#sources.values()],
      },
    };
  }

  /** An error while a response runs is told by its end; before it, it says that none will come. */
  #failed(error: WireObject): ChatEnd | undefined {
    const failure: ChatFailure = {
      code: error['type'] === 'relay_error' ? String(error['code']) : 'answer_failed',
      message: typeof error['message'] === 'string' ? error['message'] : 'The voice service could not answer.',
    };
    // What ends the session answers no event of ours, and its close tells more.
    if (error['type'] === 'relay_error' && error['event_id'] === null) {
      this.#lastError = failure;
      return undefined;
    }
    return this.#isActive ? undefined : { failure };
  }

  #addSources(result: unknown): void {
    for (const source of readSources(result)) {
      const field = (name: string): string => (typeof source[name] === 'string' ? source[name] : '');
      const id = field('chunk_id');
      const [title, heading, url] = [field('title'), field('heading'), field('url')];
      this.#sources.set(id, { id, title, heading, url, text: field('chunk'), quote: field('quote') });
    }
  }
}

/** A service may have such events of its own: nothing is taken for granted. */
function readSources(result: unknown): WireObject[] {
  try {
    const value: unknown = JSON.parse(String(result));
    return isWireObject(value) && Array.isArray(value['sources']) ? value['sources'].filter(isWireObject) : [];
  } catch {
    return [];
  }
}

function textOf(response: WireObject): string {
  const output = Array.isArray(response['output']) ? response['output'] : [];
  return output
    .flatMap((item) => (isWireObject(item) && Array.isArray(item['content']) ? item['content'] : []))
    .map((part: unknown) => (isWireObject(part) ? part['text'] ?? part['transcript'] : undefined))
    .filter((text) => typeof text === 'string')
    .join('');
}

function failureOf({ error, reason }: WireObject): ChatFailure {
  const code = isWireObject(error) ? error['code'] ?? error['type'] : reason;
  if (code === 'insufficient_quota') {
    return { code: 'upstream_quota', message: 'The voice service has no quota left for this relay.' };
  }
  const name = typeof code === 'string' ? ` (${code.slice(0, 100)})` : '';
  return { code: 'answer_failed', message: `The voice service could not make the answer${name}.` };
}
