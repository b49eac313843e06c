import { decodeBase64 } from '../base/base64.ts';
import { listField, objectField, parseObject, stringField, type WireObject } from '../protocol/wire-fields.ts';
import { ChatAnswer, relayError } from './chat-answer.ts';
import { ChatMessages } from './chat-messages.ts';
import { requestAnswer, type ChatLimits, type ChatOutcome } from './chat-request.ts';
import type { OpenTransport, Transport, TransportHandlers, TransportTarget } from './transport.ts';

/** A token for one more request; null where the site has none. Rejects where it should have one and gives none. */
export type RenewToken = () => Promise<string | null>;

const LIMITS: ChatLimits = { firstByteMs: 15_000, silenceMs: 30_000 };
const TOKEN = 'realtime-token.';
/** Reason of an answer that the network or the relay broke off: it may be asked for again. */
const LOST = 'connection-lost';

/** Codes of the relay's errors that no other try will mend, and the close that a socket would bring (docs/wire.md). */
const CLOSES: Readonly<Record<string, number>> = {
  upstream_dialect: 4400,
  upstream_unauthorized: 4401,
  sign_in_required: 4401,
  token_invalid: 4401,
  upstream_misconfigured: 4404,
  upstream_quota: 4429,
  busy: 1013,
};
/** The same for an answer without words of the relay: a proxy's, or that of another server. */
const STATUSES: Readonly<Record<number, keyof typeof CLOSES>> = {
  401: 'upstream_unauthorized',
  403: 'upstream_unauthorized',
  404: 'upstream_misconfigured',
  405: 'upstream_misconfigured',
  429: 'busy',
  503: 'busy',
};
const WORDS: Readonly<Record<string, string>> = {
  upstream_unauthorized: 'The relay refused this page or its token.',
  upstream_misconfigured: 'At this address no relay answers questions over HTTP.',
  busy: 'All places are taken at the moment.',
};

/** The address for text over HTTP beside that of the WebSocket: `wss://host/prefix/realtime` → `https://host/prefix/chat`. */
export function chatUrl(socketUrl: string): string {
  const url = new URL(socketUrl);
  url.protocol = url.protocol.replace(/^ws/, 'http');
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/realtime$/, '')}/chat`;
  url.search = '';
  url.hash = '';
  return url.href;
}

/**
 * Text over HTTP, for where sockets do not pass or nobody speaks: to the voice loop it is a connection like any other,
 * with a session at its end that keeps the conversation and asks the relay anew for each answer. There is no way for
 * sound, nor for tools of the page. Works on a page and in a worker.
 */
export function createChatTransport(limits: ChatLimits = LIMITS, renewToken?: RenewToken): OpenTransport {
  return (target, handlers) => new ChatTransport(target, handlers, limits, renewToken);
}

export const openChat: OpenTransport = createChatTransport();

class ChatTransport implements Transport {
  readonly bufferedBytes = 0;
  readonly #handlers: TransportHandlers;
  readonly #limits: ChatLimits;
  readonly #sessionId = newId('sess');
  readonly #messages = new ChatMessages();
  #url = '';
  readonly #renewToken: RenewToken | undefined;
  /** For the next request. A ticket is good once: each that follows has one of its own. */
  #token: string | null = null;
  #hasAsked = false;
  #answer: ChatAnswer | null = null;
  #toldOfAudio = false;
  #closing = false;
  #over = false;

  constructor(
    { url, protocols }: TransportTarget,
    handlers: TransportHandlers,
    limits: ChatLimits,
    renewToken: RenewToken | undefined,
  ) {
    this.#renewToken = renewToken;
    this.#handlers = handlers;
    this.#limits = limits;
    try {
      this.#url = chatUrl(url);
      this.#token = readToken(protocols);
    } catch (cause) {
      this.close(1006, String(cause));
      return;
    }
    queueMicrotask(() => this.#closing || handlers.onOpen());
    this.#say({ type: 'session.created', session: this.#session() });
  }

  send(frame: string | Uint8Array<ArrayBuffer>): void {
    if (this.#closing) return;
    // Fifty a second where a microphone is open: not worth reading.
    if (typeof frame !== 'string' || frame.startsWith('{"type":"input_audio_buffer.')) return this.#refuseAudio();
    const wire = parseObject(frame);
    if (wire !== null) this.#receive(wire, stringField(wire, 'event_id'));
  }

  close(code = 1000, reason = ''): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#answer?.abort.abort();
    this.#answer = null;
    // Behind what was said before.
    queueMicrotask(() => {
      this.#over = true;
      this.#handlers.onClose(code, reason);
    });
  }

  #receive(wire: WireObject, eventId: string | null): void {
    switch (wire['type']) {
      case 'session.update':
        return this.#say({ type: 'session.updated', session: this.#session() });
      case 'conversation.item.create':
        return this.#createItem(objectField(wire, 'item'), eventId);
      case 'conversation.item.delete':
        return this.#deleteItem(stringField(wire, 'item_id') ?? '', eventId);
      case 'response.create':
        return this.#createResponse(eventId);
      case 'response.cancel':
        return this.#cancelResponse(stringField(wire, 'response_id'), eventId);
      default:
        return this.#refuse('event_not_allowed', `Over HTTP there is no "${String(wire['type'])}".`, eventId);
    }
  }

  #createItem(item: WireObject, eventId: string | null): void {
    const role = stringField(item, 'role');
    if (stringField(item, 'type') !== 'message' || (role !== 'user' && role !== 'assistant')) {
      return this.#refuse('event_not_allowed', 'Over HTTP there are only messages of visitor and assistant.', eventId);
    }
    const id = stringField(item, 'id') ?? newId('item');
    const content = listField(item, 'content');
    const text = content.map((part) => stringField(part, 'text') ?? '').join('');
    const taken = { id, type: 'message', role, status: 'completed', content };
    const previous = this.#messages.last?.id ?? null;
    this.#messages.put({ id, role, text });
    this.#say({ type: 'conversation.item.added', previous_item_id: previous, item: taken });
    this.#say({ type: 'conversation.item.done', previous_item_id: previous, item: taken });
  }

  #deleteItem(id: string, eventId: string | null): void {
    if (this.#messages.remove(id)) this.#say({ type: 'conversation.item.deleted', item_id: id });
    else this.#refuse('item_not_found', 'There is no such message.', eventId);
  }

  #createResponse(eventId: string | null): void {
    // One that is over has told so, which may be ahead of the end of its stream.
    if (this.#answer?.isOver === false) {
      return this.#refuse('conversation_already_has_active_response', 'An answer is under way already.', eventId);
    }
    this.#answer?.abort.abort();
    this.#answer = null;
    const answer = new ChatAnswer(this.#messages, eventId);
    const messages = this.#messages.forRequest();
    // The answer to two questions typed in a hurry is asked for twice; the relay would refuse the second.
    if (messages.at(-1)?.role !== 'user') return this.#sayAll(answer.omit());
    this.#answer = answer;
    void this.#ask(answer, messages).then((outcome) => this.#answer === answer && this.#settle(answer, outcome, eventId));
  }

  async #ask(answer: ChatAnswer, messages: Parameters<typeof requestAnswer>[0]['messages']): Promise<ChatOutcome> {
    if (this.#hasAsked && this.#renewToken) {
      try {
        this.#token = await this.#renewToken();
      } catch {
        return { type: 'refused', status: 401, code: 'sign_in_required', message: null, retryAfterMs: null };
      }
    }
    this.#hasAsked = true;
    return requestAnswer({
      url: this.#url,
      token: this.#token,
      messages,
      limits: this.#limits,
      signal: answer.abort.signal,
      onFrame: (frame) => {
        const shown = this.#answer === answer ? answer.receive(frame) : null;
        if (shown !== null) this.#pass(shown);
      },
    });
  }

  #cancelResponse(responseId: string | null, eventId: string | null): void {
    const answer = this.#answer;
    if (answer === null || !answer.isMeant(responseId)) {
      return this.#refuse('response_cancel_not_active', 'There is no answer to cancel.', eventId);
    }
    this.#answer = null;
    answer.abort.abort();
    this.#sayAll(answer.cancel());
  }

  #settle(answer: ChatAnswer, outcome: ChatOutcome, eventId: string | null): void {
    this.#answer = null;
    switch (outcome.type) {
      case 'ended':
        // An end that no other try will mend was explained by an error before it.
        if (outcome.code !== CLOSES['busy'] && Object.values(CLOSES).includes(outcome.code)) {
          return this.close(outcome.code, outcome.reason);
        }
        if (!answer.isOver) this.#sayAll(answer.fail(LOST, 'The answer broke off.'));
        return;
      case 'refused': {
        const code = outcome.code !== null && Object.hasOwn(CLOSES, outcome.code) ? outcome.code : STATUSES[outcome.status];
        const message = outcome.message ?? WORDS[code ?? ''] ?? `The relay answered ${outcome.status}.`;
        if (code === undefined) return this.#sayAll(answer.fail(outcome.code ?? LOST, message));
        this.#say(relayError(code, message, eventId, { retry_after_ms: outcome.retryAfterMs }));
        return this.close(CLOSES[code], code);
      }
      case 'lost':
        if (!answer.isOver) this.#sayAll(answer.fail(LOST, outcome.message));
        return;
    }
  }

  #refuseAudio(): void {
    if (this.#toldOfAudio) return;
    this.#toldOfAudio = true;
    this.#refuse('event_not_allowed', 'Over HTTP there is no way for sound: what is typed is answered.', null);
  }

  #refuse(code: string, message: string, eventId: string | null): void {
    this.#say(relayError(code, message, eventId));
  }

  #sayAll(events: readonly WireObject[]): void {
    for (const event of events) this.#say(event);
  }

  #say(event: WireObject): void {
    this.#pass(JSON.stringify({ event_id: newId('event'), ...event }));
  }

  /** Never while the other side is still speaking, as over a socket. */
  #pass(frame: string): void {
    queueMicrotask(() => this.#over || this.#handlers.onMessage(frame));
  }

  #session(): WireObject {
    return {
      type: 'realtime',
      object: 'realtime.session',
      id: this.#sessionId,
      output_modalities: ['text'],
      audio: { input: { turn_detection: null } },
    };
  }
}

function readToken(protocols: readonly string[]): string | null {
  const carrier = protocols.find((protocol) => protocol.startsWith(TOKEN));
  if (carrier === undefined) return null;
  const text = carrier.slice(TOKEN.length).replaceAll('-', '+').replaceAll('_', '/');
  return new TextDecoder().decode(decodeBase64(text.padEnd(Math.ceil(text.length / 4) * 4, '=')));
}

/** Only for what is told apart by it on this side. */
function newId(kind: string): string {
  return `${kind}_${Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
