import type { IncomingMessage, ServerResponse } from 'node:http';
import { AccessError, type AccessErrorCode } from '../access/access-error.js';
import { Authenticator } from '../access/authenticator.js';
import type { Visitor } from '../access/visitor.js';
import type { RelayConfig } from '../config/options.js';
import type { Exceeded } from '../limits/limits.js';
import { Meter } from '../limits/meter.js';
import { isHostTrusted, isOnOwnMachine, isOriginAllowed, refusedOrigin } from './admission.js';
import { sendJson } from './send-json.js';
import type { SharedState } from './shared-state.js';
import { retryAfterMs } from './turn-away.js';
import { WaitingList } from './waiting-list.js';

/** Handshakes whose token is being checked. More than this at once is no crowd of visitors. */
const mostAtTheDoor = 1_000;

/** A visitor for whom a session may begin, which is counted already. */
export interface Guest {
  readonly visitor: Visitor;
  readonly meter: Meter;
}

export interface EntranceParts {
  /** Undefined until the relay has started. */
  shared(): SharedState | undefined;
  /** Places for sessions that are free. */
  free(): number;
  /** Why nobody is let in now, or undefined. */
  closedBecause(): string | undefined;
  onTurnedAway(code: AccessErrorCode | 'origin_not_allowed'): void;
  log(line: string): void;
}

/** Who comes in: from which page, who it is, whether there is a place, and whether they have any of their share left. */
export class Entrance {
  readonly #authenticator: Authenticator;
  readonly #allowedOrigins: readonly string[] | undefined;
  readonly #parts: EntranceParts;
  readonly #line = new WaitingList(4 * retryAfterMs);
  #atTheDoor = 0;
  #toldOfAnonymous = false;

  constructor(config: RelayConfig, parts: EntranceParts) {
    const { allowedOrigins, anonymous, openid, ticketSecret, trustedProxies } = config;
    this.#allowedOrigins = allowedOrigins;
    this.#parts = parts;
    this.#authenticator = new Authenticator({ anonymous, openid, ticketSecret, trustedProxies, log: parts.log });
  }

  get isCrowded(): boolean {
    return this.#atTheDoor >= mostAtTheDoor;
  }

  admitsOrigin(request: IncomingMessage): boolean {
    const isAllowed = isOriginAllowed(arrivalOf(request), this.#allowedOrigins);
    if (isAllowed) return true;
    this.#parts.onTurnedAway('origin_not_allowed');
    this.#parts.log(refusedOrigin(request.headers.origin));
    return false;
  }

  /** Whether a page, or a program, may read what the relay has to show. */
  admitsReader(request: IncomingMessage): boolean {
    const mayRead = request.headers.origin === undefined ? isHostTrusted : isOriginAllowed;
    return mayRead(arrivalOf(request), this.#allowedOrigins);
  }

  /** Says who it is. Rejects with an `AccessError`. A ticket is used up by it. */
  async identify(request: IncomingMessage): Promise<Visitor> {
    const { headers, socket } = request;
    this.#atTheDoor++;
    try {
      const { usedTickets } = this.#shared();
      const isLocal = isOnOwnMachine(arrivalOf(request));
      return await this.#authenticator.admit(
        { headers, remoteAddress: socket.remoteAddress, isOnOwnMachine: isLocal },
        usedTickets,
      );
    } catch (error) {
      if (error instanceof AccessError) this.#tell(error);
      throw error;
    } finally {
      this.#atTheDoor--;
    }
  }

  /** Says who it is, and counts the session that begins. Rejects with an `AccessError`. */
  async admit(request: IncomingMessage): Promise<Guest> {
    try {
      return await this.#admit(request);
    } catch (error) {
      if (error instanceof AccessError) this.#parts.onTurnedAway(error.code);
      throw error;
    }
  }

  async #admit(request: IncomingMessage): Promise<Guest> {
    const visitor = await this.identify(request);
    this.#requirePlace(visitor);
    const { limits } = this.#shared();
    const meter = await limits.enter(visitor);
    if (meter instanceof Meter) return { visitor, meter };
    throw new AccessError('limit_reached', wordsFor(meter), { retryAfterMs: meter.retryAfterMs });
  }

  /**
   * The same, or {@link identify}, for a request that is answered over HTTP: undefined when the visitor was turned away
   * here.
   */
  async orTurnAway<T>(response: ServerResponse, admitted: Promise<T>): Promise<T | undefined> {
    try {
      return await admitted;
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      turnAway(response, error);
      return undefined;
    }
  }

  /** All places are taken: joins the line. */
  busy(visitor: Visitor): AccessError {
    const position = this.#line.join(keyOf(visitor)) ?? undefined;
    const place = position === undefined ? '' : ` You are number ${position} in the line.`;
    return new AccessError('busy', `Too many visitors speak with the assistant just now.${place} Try again in a moment.`, {
      retryAfterMs,
      position,
    });
  }

  #requirePlace(visitor: Visitor): void {
    this.#shared();
    if (!this.#line.admits(keyOf(visitor), this.#parts.free())) throw this.busy(visitor);
  }

  #shared(): SharedState {
    const because = this.#parts.closedBecause();
    const shared = this.#parts.shared();
    if (because === undefined && shared) return shared;
    throw new AccessError('busy', because ?? 'Try again in a moment.', { retryAfterMs });
  }

  /** Each refused visitor is told; the operator is told of each wrong token, and once of what is missing. */
  #tell({ code, message }: AccessError): void {
    if (code === 'token_invalid') return this.#parts.log(`turned away a visitor: ${message}`);
    if (code !== 'sign_in_required' || this.#toldOfAnonymous) return;
    this.#toldOfAnonymous = true;
    this.#parts.log(
      'turned away a visitor who has not signed in; to let everybody in, set RELAY_ANONYMOUS=on (anonymous), to sign ' +
        'them in, RELAY_TICKET_SECRET or RELAY_OPENID_ISSUER. Said once.',
    );
  }
}

const statuses: Readonly<Record<AccessError['code'], number>> = {
  sign_in_required: 401,
  token_invalid: 401,
  limit_reached: 429,
  busy: 503,
};

function turnAway(response: ServerResponse, { code, message, retryAfterMs, position }: AccessError): void {
  // Nobody reads the body of one who is not let in.
  response.setHeader('Connection', 'close');
  const status = statuses[code];
  if (status === 401) {
    response.setHeader('WWW-Authenticate', code === 'sign_in_required' ? 'Bearer' : 'Bearer error="invalid_token"');
  }
  if (retryAfterMs !== undefined) response.setHeader('Retry-After', String(Math.ceil(retryAfterMs / 1_000)));
  const wait = retryAfterMs === undefined ? {} : { retry_after_ms: Math.ceil(retryAfterMs) };
  sendJson(response, status, { error: { code, message, param: null, ...wait, ...(position === undefined ? {} : { position }) } });
}

/** For the visitor's page; which counter it was is the operator's affair. */
function wordsFor({ measure, retryAfterMs }: Exceeded): string {
  const minutes = Math.ceil(retryAfterMs / 60_000);
  const share = measure === 'sessions' ? 'as many conversations' : 'as much';
  return `You have had ${share} as one visitor may have for now. Come again in ${minutes} minute${minutes === 1 ? '' : 's'}.`;
}

function keyOf({ user, address }: Visitor): string {
  return user ? `user ${user.id}` : address;
}

function arrivalOf({ headers, socket }: IncomingMessage) {
  return { headers, localAddress: socket.localAddress };
}
