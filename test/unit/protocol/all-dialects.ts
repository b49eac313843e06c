import { DIALECT_NAMES, type DialectName } from '../../../src/protocol/dialect-name.ts';
import type { Dialect } from '../../../src/protocol/dialect.ts';
import { dialectsWith } from '../../../src/protocol/find-dialect.ts';
import { RARE_DIALECTS } from '../../../src/protocol/rare-dialects.ts';

/** As a voice loop finds them that has loaded all. */
export const findDialect = dialectsWith(() => RARE_DIALECTS);

export const DIALECTS = Object.fromEntries(DIALECT_NAMES.map((name) => [name, findDialect(name)])) as Record<DialectName, Dialect>;

export const { auto } = DIALECTS;
