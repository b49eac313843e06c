import type { IncomingHttpHeaders } from 'node:http';
import { AccessError } from './access-error.js';
import { clientAddress } from './client-address.js';
import { claimedIssuer, OpenIdTaker, type OpenIdProvider } from './openid.js';
import { bearerOf } from './same-secret.js';
import { TicketTaker } from './tickets.js';
import type { UsedTickets } from './used-tickets.js';
import type { User, Visitor } from './visitor.js';

export interface AuthenticatorOptions {
  readonly ticketSecret: string | undefined;
  readonly openid: readonly OpenIdProvider[];
  /** Undefined: only pages of this machine, over loopback, and only where nobody can sign in. */
  readonly anonymous: boolean | undefined;
  readonly trustedProxies: number;
  log(line: string): void;
}

export interface Arrival {
  readonly headers: IncomingHttpHeaders;
  readonly remoteAddress: string | undefined;
  /** Whether page and relay are both of this machine, see `isOnOwnMachine`. */
  readonly isOnOwnMachine: boolean;
}

/** What the widget's token rides in: a browser can set no header on a WebSocket. Base64url, for `=` and `/` may not stand there. */
const tokenProtocol = 'realtime-token.';
const longestToken = 16 * 1024;

/** Says who a visitor is, and turns away whom the operator does not want. */
export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #tickets: TicketTaker | undefined;
  readonly #providers: ReadonlyMap<string, OpenIdTaker>;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    const { ticketSecret, openid, log } = options;
    this.#tickets = ticketSecret === undefined ? undefined : new TicketTaker(ticketSecret);
    this.#providers = new Map(openid.map((provider) => [provider.issuer, new OpenIdTaker(provider, log)]));
  }

  /** Rejects with an `AccessError`. A ticket is used up by it, which `used` remembers. */
  async admit(arrival: Arrival, used: UsedTickets): Promise<Visitor> {
    const { headers, remoteAddress } = arrival;
    const address = clientAddress(remoteAddress, headers, this.#options.trustedProxies);
    const origin = headers.origin ?? null;
    const token = tokenOf(headers);
    const signsIn = this.#tickets !== undefined || this.#providers.size > 0;
    // A token that nobody here can read is no reason to turn away whom nobody asks for one.
    const user = token === undefined || !signsIn ? null : await this.#user(token, origin, used);
    if (token === undefined && !this.#admitsAnonymous(arrival, signsIn)) {
      throw new AccessError(
        'sign_in_required',
        signsIn ? 'Sign in to speak with the assistant.' : 'This relay admits nobody without a sign-in, and has none set up.',
      );
    }
    return { user, origin, address };
  }

  #user(token: string, origin: string | null, used: UsedTickets): Promise<User | null> {
    const provider = this.#providers.get(claimedIssuer(token) ?? '');
    if (provider) return provider.take(token);
    if (this.#tickets) return this.#tickets.take(token, origin, used);
    throw new AccessError('token_invalid', 'The sign-in is of a provider that this relay does not know.');
  }

  #admitsAnonymous({ isOnOwnMachine }: Arrival, signsIn: boolean): boolean {
    return this.#options.anonymous ?? (!signsIn && isOnOwnMachine);
  }
}

/** From the subprotocol or, over HTTP, from `Authorization: Bearer`. Throws an `AccessError` for one that cannot be one. */
function tokenOf({ authorization, 'sec-websocket-protocol': protocols = '' }: IncomingHttpHeaders): string | undefined {
  const carrier = protocols
    .split(',')
    .map((protocol) => protocol.trim())
    .find((protocol) => protocol.startsWith(tokenProtocol));
  const token =
    carrier === undefined
      ? bearerOf(authorization)
      : Buffer.from(carrier.slice(tokenProtocol.length), 'base64url').toString('utf8');
  if (token !== undefined && token.length > longestToken) throw new AccessError('token_invalid', 'The token is too long.');
  return token;
}
