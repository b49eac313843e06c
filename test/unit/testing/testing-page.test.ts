import { expect, it } from 'vitest';
import { read } from '../house/imports.ts';

const page = read('docs/testing.md');

// What is printed there runs: the first in the suite `product`, the second in `browser`.
it('docs/testing.md shows the tests that run', () => {
  expect(page).toContain(read('examples/testing/session.test.ts'));
  const element = read('test/browser/elements/scripted.test.ts')
    .replaceAll('../../../src/index.ts', 'realtime-assistant')
    .replaceAll('../../../src/testing/index.ts', 'realtime-assistant/testing')
    .replaceAll('../../../src/define.ts', 'realtime-assistant/define');
  expect(page).toContain(element);
});
