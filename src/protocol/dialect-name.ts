/** Dialects that go by a name; apart from the dialects themselves, since a page needs the names alone. */
export const DIALECT_NAMES = ['auto', 'openai', 'openai-beta', 'middle-tier', 'simple', 'live'] as const;

export type DialectName = (typeof DIALECT_NAMES)[number];

/** The name by which the voice loop knows a dialect that the page brought. */
export const OWN_DIALECT = 'own';
