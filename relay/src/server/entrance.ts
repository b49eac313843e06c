import type { IncomingMessage, ServerResponse } from 'node:http';
import { AccessError } from '../access/access-error.js';
import { Authenticator } from '../access/authenticator.js';
import type { Visitor } from '../access/visitor.js';
import type { RelayConfig } from '../config/options.js';
import { isHostTrusted, isOriginAllowed, isOnOwnMachine, refusedOrigin } from './admission.js';
import { sendError } from './send-json.js';

/** Handshakes whose token is being checked. More than this at once is no crowd of visitors. */
const mostAtTheDoor = 1_000;

/** Who comes in: from which page, and who it is. Asked before anything is opened for them. */
export class Entrance {
  readonly #authenticator: Authenticator;
  readonly #allowedOrigins: readonly string[] | undefined;
  readonly #log: (line: string) => void;
  #atTheDoor = 0;
  #toldOfAnonymous = false;

  constructor(config: RelayConfig, log: (line: string) => void) {
    const { allowedOrigins, anonymous, openid, ticketSecret, trustedProxies } = config;
    this.#allowedOrigins = allowedOrigins;
    this.#log = log;
    this.#authenticator = new Authenticator({ anonymous, openid, ticketSecret, trustedProxies, log });
  }

  get isCrowded(): boolean {
    return this.#atTheDoor >= mostAtTheDoor;
  }

  admitsOrigin(request: IncomingMessage): boolean {
    const isAllowed = isOriginAllowed(arrivalOf(request), this.#allowedOrigins);
    if (!isAllowed) this.#log(refusedOrigin(request.headers.origin));
    return isAllowed;
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
      return await this.#authenticator.admit({
        headers,
        remoteAddress: socket.remoteAddress,
        isOnOwnMachine: isOnOwnMachine(arrivalOf(request)),
      });
    } catch (error) {
      if (error instanceof AccessError) this.#tell(error);
      throw error;
    } finally {
      this.#atTheDoor--;
    }
  }

  /** The same for a request that is answered over HTTP: undefined when the visitor was turned away here. */
  async identifyReader(request: IncomingMessage, response: ServerResponse): Promise<Visitor | undefined> {
    try {
      return await this.identify(request);
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      // Nobody reads the body of one who is not let in.
      response.setHeader('Connection', 'close');
      response.setHeader('WWW-Authenticate', error.code === 'sign_in_required' ? 'Bearer' : 'Bearer error="invalid_token"');
      sendError(response, 401, { code: error.code, message: error.message });
      return undefined;
    }
  }

  /** Each refused visitor is told; the operator is told of each wrong token, and once of what is missing. */
  #tell({ code, message }: AccessError): void {
    if (code === 'token_invalid') return this.#log(`turned away a visitor: ${message}`);
    if (this.#toldOfAnonymous) return;
    this.#toldOfAnonymous = true;
    this.#log(
      'turned away a visitor who has not signed in; to let everybody in, set RELAY_ANONYMOUS=on (anonymous), to sign ' +
        'them in, RELAY_TICKET_SECRET or RELAY_OPENID_ISSUER. Said once.',
    );
  }
}

function arrivalOf({ headers, socket }: IncomingMessage) {
  return { headers, localAddress: socket.localAddress };
}
