import { expect } from 'chai';
import { inPage } from '../audio/visitor.ts';

const ownFile = `${location.origin}/src/voice.worker.js?no-inline`;
const elsewhere = location.origin.replace('localhost', '127.0.0.1');

interface Case {
  readonly name: string;
  readonly csp?: string;
  readonly assetBase?: string;
  readonly from: string;
}

const cases: readonly Case[] = [
  { name: 'is a worker on a page without a policy', from: ownFile },
  { name: "is one under script-src 'self'", csp: "script-src 'self'", from: ownFile },
  {
    name: 'is one under a nonce with strict-dynamic',
    csp: "script-src 'nonce-test-nonce' 'strict-dynamic'",
    from: ownFile,
  },
  { name: 'comes from asset-base where it is set', assetBase: '/src', from: `${location.origin}/src/voice.worker.js` },
  { name: 'comes from the file beside the script where asset-base is wrong', assetBase: '/nothing-here/', from: ownFile },
  {
    name: 'comes from the file beside the script where asset-base holds something else',
    assetBase: '/test/browser/voice/other/',
    from: ownFile,
  },
  {
    name: 'comes from asset-base on another host, by way of a worker of our own',
    assetBase: `${elsewhere}/src/`,
    from: 'blob',
  },
  { name: 'comes from a blob where only that is allowed', csp: 'worker-src blob:', from: 'blob' },
  { name: 'is the page where no worker is allowed', csp: "worker-src 'none'", from: 'the page' },
  {
    name: 'is one under trusted types',
    csp: "script-src 'self'; require-trusted-types-for 'script'",
    from: ownFile,
  },
  {
    name: 'is the page where trusted types do not name ours',
    csp: "script-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html",
    from: 'the page',
  },
  { name: 'is the page where asset-base is no address and no worker is allowed', csp: "worker-src 'none'", assetBase: 'http://', from: 'the page' },
];

describe('the thread of the voice loop', () => {
  for (const { name, from, ...page } of cases) {
    it(name, async () => {
      const report = await inPage({ ...page, module: '/test/browser/voice/voice-page.ts' });
      expect(report).to.equal(`closed 7 from ${from}`);
    });
  }
});
