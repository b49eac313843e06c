import type { Dialect } from './dialect.ts';
import type { DialectName } from './dialect-name.ts';
import { live } from './live.ts';
import { middleTier } from './middle-tier.ts';
import { simple } from './simple.ts';

/** Dialects that few pages need; loaded when one is named, or when a server greets in neither of OpenAI's. */
export const RARE_DIALECTS = { 'middle-tier': middleTier, simple, live } satisfies Partial<Record<DialectName, Dialect>>;

export type RareDialects = typeof RARE_DIALECTS;
