import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { SetupError } from '../config/setup-error.js';
import { AccessError } from './access-error.js';
import type { UsedTickets } from './used-tickets.js';
import type { User } from './visitor.js';

/** Tickets of other makers, signed with the same secret for other purposes, are none. */
const audience = 'realtime-assistant-relay';
const algorithm = 'HS256';
/** As long as the digest of HS256 (RFC 7518, 3.2). */
const leastSecretBytes = 32;
const longestTtlMs = 24 * 60 * 60_000;
/** Clocks of two machines differ. */
const toleranceSeconds = 5;

export interface TicketOptions {
  /** The relay's `ticketSecret`, 32 bytes at least. */
  readonly secret: string;
  /** The site's own name for the visitor, 1 to 200 characters. Without one the visitor is let in, but nobody in particular. */
  readonly user?: string | undefined;
  /** The page that it is for, such as `https://www.example.org`. Without one, any that the relay admits. */
  readonly origin?: string | undefined;
  /** How long it may be used, in milliseconds: 1 second to 24 hours. Default one minute: a page asks for one as it connects. */
  readonly ttlMs?: number | undefined;
}

export interface Ticket {
  /** What the page's `getToken` returns. */
  readonly ticket: string;
  readonly expiresAt: Date;
}

/**
 * A ticket for one visitor to one session, to be made by the site's own backend for whoever it let in. It is a JWT
 * (HS256, RFC 7519), good once. Rejects with a `SetupError` that names the field.
 */
export async function createTicket({ secret, user, origin, ttlMs = 60_000 }: TicketOptions): Promise<Ticket> {
  const key = ticketKey(secret);
  if (user !== undefined && !(typeof user === 'string' && user.length >= 1 && user.length <= 200)) {
    throw new SetupError('user: must be 1 to 200 characters, or left out.');
  }
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).origin !== origin)) {
    throw new SetupError('origin: must be an origin such as https://www.example.org, without a path.');
  }
  if (!(Number.isInteger(ttlMs) && ttlMs >= 1_000 && ttlMs <= longestTtlMs)) {
    throw new SetupError(`ttlMs: must be a whole number of milliseconds from 1000 to ${longestTtlMs}.`);
  }
  const expiresAt = new Date(Math.ceil((Date.now() + ttlMs) / 1_000) * 1_000);
  const claims = new SignJWT(origin === undefined ? {} : { origin })
    .setProtectedHeader({ alg: algorithm })
    .setAudience(audience)
    .setJti(randomUUID())
    .setExpirationTime(expiresAt);
  if (user !== undefined) claims.setSubject(user);
  return { ticket: await claims.sign(key), expiresAt };
}

/** What goes as a bearer holds no white space. */
export function isTicketSecret(secret: unknown): secret is string {
  return typeof secret === 'string' && /^[\x21-\x7E]+$/.test(secret) && secret.length >= leastSecretBytes;
}

export const ticketSecretRule =
  `must be at least ${leastSecretBytes} visible ASCII characters, such as those of \`openssl rand -hex 32\``;

/** The key of a secret. Throws a `SetupError` where it would keep nobody out. */
export function ticketKey(secret: string): Uint8Array {
  if (isTicketSecret(secret)) return new TextEncoder().encode(secret);
  throw new SetupError(`The secret for tickets is not right: it ${ticketSecretRule}.`);
}

/** Takes tickets, each once. */
export class TicketTaker {
  readonly #key: Uint8Array;

  constructor(secret: string) {
    this.#key = ticketKey(secret);
  }

  /** The user it names, or null for one without a name. Rejects with an `AccessError`. */
  async take(ticket: string, origin: string | null, used: UsedTickets): Promise<User | null> {
    const claims = await this.#verify(ticket);
    if (claims.origin !== undefined && claims.origin !== origin) {
      throw new AccessError('token_invalid', 'The ticket is for another page.');
    }
    // Last: one that is turned away for another reason is not used up.
    if (!(await used.use(claims.id, claims.expiresAtMs))) {
      throw new AccessError('token_invalid', 'The ticket was used already: ask for a new one for each connection.');
    }
    return claims.user === undefined ? null : { id: claims.user };
  }

  async #verify(ticket: string): Promise<{ id: string; expiresAtMs: number; user?: string; origin?: unknown }> {
    try {
      const { payload } = await jwtVerify(ticket, this.#key, {
        algorithms: [algorithm],
        audience,
        requiredClaims: ['exp', 'jti'],
        clockTolerance: toleranceSeconds,
      });
      const { jti, exp, sub, origin } = payload;
      const expiresAtMs = (exp! + toleranceSeconds) * 1_000;
      return { id: String(jti).slice(0, 200), expiresAtMs, origin, ...(sub === undefined ? {} : { user: sub.slice(0, 200) }) };
    } catch (error) {
      const isLate = error instanceof errors.JWTExpired;
      throw new AccessError('token_invalid', isLate ? 'The ticket is out of date: ask for a new one.' : 'The ticket is not valid.');
    }
  }
}
