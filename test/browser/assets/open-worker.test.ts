import { expect } from 'chai';
import { inPage } from '../audio/visitor.ts';

describe('a worker that a page can do without', () => {
  for (const [name, csp, report] of [
    ['is had where the one before it was', undefined, 'one after 1, one after 1'],
    ['takes at once the way on which one came', 'worker-src blob:', 'one after 2, one after 1'],
    ['is not tried where none may run: each try is a complaint in the console', "worker-src 'none'", 'none after 2, none after 0'],
    ['is had under trusted types', "require-trusted-types-for 'script'", 'one after 1, one after 1'],
    ['nor is it tried where they do not name ours', "require-trusted-types-for 'script'; trusted-types lit-html", 'none after 0, none after 0'],
  ] as const) {
    it(name, async () => {
      const page = { module: '/test/browser/assets/two-workers-page.ts', ...(csp !== undefined && { csp }) };
      expect(await inPage(page)).to.equal(report);
    });
  }
});
