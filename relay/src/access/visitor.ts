/** Somebody who has signed in, by a ticket of the site's or at an OpenID provider. */
export interface User {
  /** The same at each visit, and of this user only: the site's own name, or issuer and subject. */
  readonly id: string;
}

/** Who asks, as far as the relay knows. Limits count by these. */
export interface Visitor {
  /** Null: anonymous. */
  readonly user: User | null;
  /** Of the page, as the browser says; null: a program. */
  readonly origin: string | null;
  /** IPv4 whole; of IPv6 the first 64 bits, which one household has. */
  readonly address: string;
}
