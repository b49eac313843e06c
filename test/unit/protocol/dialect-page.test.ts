import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dialectPage } from '../../../scripts/dialects/table.ts';
import { COMMANDS } from '../../../scripts/dialects/words.ts';
import { REALTIME_CLIENT_EVENTS } from '../../../src/protocol/realtime-encoder.ts';

it('docs/dialects.md says what the dialects do; `npm run dialects` writes it', () => {
  expect(readFileSync(new URL('../../../docs/dialects.md', import.meta.url), 'utf8')).toBe(dialectPage());
});

it('the page shows every command', () => {
  expect(COMMANDS.map(([{ type }]) => type).toSorted()).toEqual(Object.keys(REALTIME_CLIENT_EVENTS).toSorted());
});
