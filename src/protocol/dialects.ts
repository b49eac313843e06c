import { auto } from './auto.ts';
import type { Dialect } from './dialect.ts';
import type { DialectName } from './dialect-name.ts';
import { live } from './live.ts';
import { middleTier } from './middle-tier.ts';
import { openaiBeta } from './openai-beta.ts';
import { openai } from './openai.ts';
import { simple } from './simple.ts';

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  auto,
  openai,
  'openai-beta': openaiBeta,
  'middle-tier': middleTier,
  simple,
  live,
};
