import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkKey, type Credential, httpRefusal, type Locks, type Refused } from '../admission.js';
import { ClientMistake } from '../fields.js';
import { CallRefused, type Calls } from './calls.js';
import { isClientSecret, modelOf } from './client-secrets.js';
import { contentType, readForm, readObject, readOffer, TooLarge } from './http-body.js';
import { checkedOffer } from './offer.js';

/** OpenAI's paths, and Azure OpenAI's. */
const PATH = /^\/(?<azure>openai\/)?v1\/realtime\/(?:(?<secrets>client_secrets)|calls(?:\/(?<id>[^/]+)(?:\/(?<action>[^/]+))?)?)$/;

/** Pages of any site may ask, as at the service. */
const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Location' };
const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'POST, PATCH, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type, api-key, OpenAI-Beta, OpenAI-Safety-Identifier, X-OpenAI-Agents-SDK',
  'access-control-max-age': '600',
};

export interface CallRoutesOptions {
  readonly locks: Locks;
  readonly calls: Calls;
  onDiagnostic(message: string): void;
}

interface Answer {
  readonly status: 200 | 201;
  readonly head?: Record<string, string>;
  readonly body: string;
}

/** The HTTP side of calls: `POST …/calls`, `…/calls/ID/hangup`, `…/client_secrets`, and our own `PATCH …/calls/ID`. */
export class CallRoutes {
  readonly #options: CallRoutesOptions;

  constructor(options: CallRoutesOptions) {
    this.#options = options;
  }

  /** Whether it is a request for here; then it is answered. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const path = request.url ?? '/';
    if (!URL.canParse(path, 'http://engine')) return false;
    const url = new URL(path, 'http://engine');
    const place = PATH.exec(url.pathname)?.groups;
    if (place === undefined) return false;
    if (request.method === 'OPTIONS') {
      response.writeHead(204, PREFLIGHT).end();
      return true;
    }
    void this.#answer(request, url, place).then(
      ({ status, head, body }) => {
        const length = { 'content-length': Buffer.byteLength(body) };
        response.writeHead(status, { ...CORS, ...length, ...head }).end(body);
      },
      (error: unknown) => {
        const refusal = this.#refusalOf(error);
        const { head, body } = httpRefusal(refusal);
        response.writeHead(refusal.status, { ...CORS, ...head }).end(body);
      },
    );
    return true;
  }

  async #answer(request: IncomingMessage, url: URL, place: Partial<Record<string, string>>): Promise<Answer> {
    const { method } = request;
    const { secrets, id, action } = place;
    const isAzure = place['azure'] !== undefined;
    if (id !== undefined && action === undefined && method === 'PATCH') return this.#restart(request, url, id);
    if (method !== 'POST') throw new Refusal({ status: 405, code: 'method_not_supported', message: `Not allowed to ${method} on this endpoint.` });
    const credential = this.#checked(request, url);
    if (secrets !== undefined) return this.#createSecret(request, credential);
    if (id === undefined) return isAzure ? this.#callOfAzure(request, url, credential) : this.#call(request, url, credential);
    if (action !== 'hangup') throw new Refusal(unknownUrl(request, url));
    const call = this.#options.calls.find(id);
    if (call === undefined) throw new Refusal(unknownCall);
    void call.end('The call was hung up.');
    return { status: 200, body: '' };
  }

  async #createSecret(request: IncomingMessage, { secret }: Credential): Promise<Answer> {
    if (secret !== undefined)
      throw new Refusal({ status: 401, code: 'invalid_api_key', message: 'A client secret cannot make another: use an API key.' });
    const body = JSON.stringify(this.#options.locks.secrets.create(await readObject(request)));
    return { status: 200, head: { 'content-type': 'application/json' }, body };
  }

  async #call(request: IncomingMessage, url: URL, { value, secret }: Credential): Promise<Answer> {
    const type = contentType(request);
    if (type === 'application/sdp') {
      const { model, configuration } = secret ?? {};
      return this.#create(request, url, await readOffer(request), value, model, configuration);
    }
    if (type === 'multipart/form-data') {
      const { sdp, configuration = secret?.configuration } = await readForm(request);
      return this.#create(request, url, sdp, value, modelOf(configuration), configuration);
    }
    throw new Refusal({
      status: 415,
      code: 'unsupported_content_type',
      message: `Unsupported content type: '${type.slice(0, 64)}'. This API takes 'application/sdp' or 'multipart/form-data'.`,
    });
  }

  /** Azure OpenAI takes the offer alone, from whoever has a client secret. */
  async #callOfAzure(request: IncomingMessage, url: URL, { value, secret }: Credential): Promise<Answer> {
    if (secret === undefined)
      throw new Refusal({ status: 401, code: '401', message: 'This operation requires ephemeral tokens.' });
    if (contentType(request) !== 'application/sdp')
      throw new Refusal({ status: 415, code: 'unsupported_content_type', message: "This API takes 'application/sdp'." });
    return this.#create(request, url, await readOffer(request), value, secret.model, secret.configuration);
  }

  async #create(
    request: IncomingMessage,
    url: URL,
    sdp: string,
    key: string | undefined,
    ownModel: string | undefined,
    configuration: unknown,
  ): Promise<Answer> {
    const model = ownModel ?? url.searchParams.get('model');
    if (!model)
      throw new Refusal({ status: 400, code: 'missing_required_parameter', message: 'You must provide a model parameter.', param: 'model' });
    const address = (request.socket.localAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
    const call = await this.#options.calls.create({ sdp, model: model.slice(0, 256), configuration, key, address });
    const location = `${url.pathname}/${call.id}`;
    return { status: 201, head: { 'content-type': 'text/plain; charset=utf-8', location }, body: call.sdp };
  }

  /** Ours, not the service's: another offer with restarted ICE, for a peer whose network has changed. */
  async #restart(request: IncomingMessage, url: URL, id: string): Promise<Answer> {
    const { calls } = this.#options;
    const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    // The secret that made the call is good for it although it has expired: secrets live shorter than calls.
    const isMaker = bearer !== undefined && isClientSecret(bearer) && calls.wasMadeWith(id, bearer);
    if (!isMaker) this.#checked(request, url);
    if (contentType(request) !== 'application/sdp')
      throw new Refusal({ status: 415, code: 'unsupported_content_type', message: "This API takes 'application/sdp'." });
    const call = calls.find(id);
    if (call === undefined) throw new Refusal(unknownCall);
    const body = await call.restart(checkedOffer(await readOffer(request)));
    return { status: 200, head: { 'content-type': 'application/sdp' }, body };
  }

  #checked(request: IncomingMessage, url: URL): Credential {
    const credential = checkKey(request, url.searchParams, this.#options.locks);
    if ('status' in credential) throw new Refusal(credential);
    return credential;
  }

  #refusalOf(error: unknown): Refused {
    if (error instanceof Refusal) return error.refused;
    if (error instanceof ClientMistake) {
      const { code, message, param } = error;
      const status = code === 'rate_limit_exceeded' ? 429 : code === 'call_busy' ? 409 : 400;
      return { status, code, message, param };
    }
    if (error instanceof TooLarge) return { status: 413, code: 'payload_too_large', message: error.message };
    if (error instanceof CallRefused) {
      const { status, message } = error;
      return { status, code: status === 429 ? 'rate_limit_exceeded' : status === 501 ? 'webrtc_not_installed' : null, message };
    }
    this.#options.onDiagnostic(`a call failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return { status: 500, code: null, message: 'The server had an error while processing your request. Sorry about that!' };
  }
}

/** Word for word as recorded. */
export const unknownCall: Refused = {
  status: 404,
  code: 'call_id_not_found',
  message: 'No session found for the provided call_id',
};

class Refusal extends Error {
  readonly refused: Refused;

  constructor(refused: Refused) {
    super(refused.message);
    this.refused = refused;
  }
}

function unknownUrl(request: IncomingMessage, url: URL): Refused {
  const message = `Unknown request URL: ${request.method} ${url.pathname.slice(0, 100)}.`;
  return { status: 404, code: 'unknown_url', message };
}
