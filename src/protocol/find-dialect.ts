import { autoOf } from './auto.ts';
import type { Dialect } from './dialect.ts';
import { openaiBeta } from './openai-beta.ts';
import { openai } from './openai.ts';
import type { RareDialects } from './rare-dialects.ts';

/** The dialect of that name; a name that is not known stands for `auto`. */
export type FindDialect = (name: string) => Dialect;

/**
 * @param rare brings the dialects that are not always there; undefined where they could not be loaded
 */
export function dialectsWith(rare: () => RareDialects | undefined): FindDialect {
  const auto = autoOf(() => {
    const found = rare();
    return found === undefined ? [] : [found['middle-tier'], found.simple];
  });
  const always: Readonly<Record<string, Dialect>> = { auto, openai, 'openai-beta': openaiBeta };
  return (name) => always[name] ?? (rare() as Readonly<Record<string, Dialect>> | undefined)?.[name] ?? auto;
}
