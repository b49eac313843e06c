import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { AccessError } from './access-error.js';
import type { User } from './visitor.js';

export interface OpenIdProvider {
  /** As in the provider's tokens: `https://accounts.google.com`, `https://login.microsoftonline.com/TENANT/v2.0`. */
  readonly issuer: string;
  /** Client id of the site at that provider; tokens for others are refused. */
  readonly audience: string;
}

/** Signatures that only the provider can make: nothing with a shared secret, and never `none`. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const timeoutMs = 5_000;
const toleranceSeconds = 60;
const longestDiscoveryBytes = 256 * 1024;
/** After a provider could not be asked: so long it is not asked again. */
const restMs = 10_000;

/**
 * Takes ID tokens of one OpenID provider. Its keys are fetched when first wanted, kept, and asked for anew when a token
 * names one that is not known (rotation), at most every half minute.
 */
export class OpenIdTaker {
  readonly issuer: string;
  readonly #audience: string;
  readonly #log: (line: string) => void;
  #keys: Promise<JWTVerifyGetKey> | undefined;
  #restsUntil = 0;

  constructor({ issuer, audience }: OpenIdProvider, log: (line: string) => void) {
    this.issuer = issuer;
    this.#audience = audience;
    this.#log = log;
  }

  /** Rejects with an `AccessError`. */
  async take(token: string): Promise<User> {
    const keys = await this.#findKeys();
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms,
        issuer: this.issuer,
        audience: this.#audience,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: toleranceSeconds,
      });
      // One subject may be of two people at two providers.
      return { id: `${this.issuer}|${payload.sub!.slice(0, 255)}` };
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (code === 'ERR_JWT_EXPIRED') throw new AccessError('token_invalid', 'The sign-in is out of date: sign in again.');
      this.#log(`a token of ${this.issuer} was refused: ${typeof code === 'string' ? code : 'no key could be had'}`);
      throw new AccessError('token_invalid', 'The sign-in is not valid.');
    }
  }

  async #findKeys(): Promise<JWTVerifyGetKey> {
    if (Date.now() < this.#restsUntil) throw unasked();
    this.#keys ??= this.#discover();
    try {
      return await this.#keys;
    } catch (error) {
      this.#keys = undefined;
      this.#restsUntil = Date.now() + restMs;
      this.#log(`${this.issuer} could not be asked for its keys: ${String(error).slice(0, 200)}`);
      throw unasked();
    }
  }

  /** OpenID Connect Discovery 1.0, 4: the document must name the very issuer that was asked. */
  async #discover(): Promise<JWTVerifyGetKey> {
    const address = `${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const text = await response.text();
    if (text.length > longestDiscoveryBytes) throw new Error('its answer is too long');
    const { issuer, jwks_uri: jwksUri } = JSON.parse(text) as Record<string, unknown>;
    if (issuer !== this.issuer) throw new Error('it says to be another issuer');
    if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri)) throw new Error('it names no keys');
    return createRemoteJWKSet(new URL(jwksUri), {
      timeoutDuration: timeoutMs,
      cooldownDuration: 30_000,
      cacheMaxAge: 10 * 60_000,
      [customFetch]: (url, options) => fetch(url, { ...options, redirect: 'error' }),
    });
  }
}

/** The issuer that a token claims, unchecked: to know whom to ask. */
export function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

function unasked(): AccessError {
  return new AccessError('token_invalid', 'The sign-in cannot be checked just now. Try again in a moment.');
}
