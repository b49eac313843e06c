import { expect } from 'chai';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import { clickThePage, inPage, rejection, untilRunning } from './visitor.ts';

const ownFile = `${location.origin}/src/audio/playback.worklet.js?no-inline`;
const elsewhere = location.origin.replace('localhost', '127.0.0.1');
const noFile = '/nothing-here/';

interface Case {
  readonly name: string;
  readonly csp?: string;
  readonly assetBase?: string;
  readonly from: string;
}

const cases: readonly Case[] = [
  { name: 'on a page without a policy comes from the file beside the script', from: ownFile },
  { name: "under script-src 'self' too", csp: "script-src 'self'", from: ownFile },
  { name: "under default-src 'self' too", csp: "default-src 'self'", from: ownFile },
  { name: 'under a policy that allows no worker too', csp: "script-src 'self'; worker-src 'none'", from: ownFile },
  { name: 'under trusted types too', csp: "script-src 'self'; require-trusted-types-for 'script'", from: ownFile },
  {
    name: 'under a nonce with strict-dynamic too',
    csp: "script-src 'nonce-test-nonce' 'strict-dynamic'",
    from: ownFile,
  },
  {
    name: 'comes from asset-base where it is set',
    assetBase: '/src/audio',
    from: `${location.origin}/src/audio/playback.worklet.js`,
  },
  {
    name: 'comes from asset-base on another host that sends CORS headers',
    csp: `script-src 'self' ${elsewhere}`,
    assetBase: `${elsewhere}/with-cors/src/audio/`,
    from: `${elsewhere}/with-cors/src/audio/playback.worklet.js`,
  },
  {
    name: 'comes from the file beside the script where the host of asset-base sends no CORS headers',
    assetBase: `${elsewhere}/src/audio/`,
    from: ownFile,
  },
  { name: 'comes from the file beside the script where asset-base is wrong', assetBase: noFile, from: ownFile },
];

describe('the audio worklet', () => {
  for (const { name, from, ...page } of cases) {
    it(name, async () => {
      expect(await inPage({ ...page, open: 'speaker' })).to.equal(from);
    });
  }

  it('that no policy lets in is refused with all that was tried and what helps', async () => {
    const report = await inPage({ csp: "script-src 'nonce-test-nonce'", assetBase: noFile, open: 'speaker' });
    expect(report).to.match(/^worklet-blocked: .*playback\.worklet\.js/);
    expect(report).to.contain(`${location.origin}${noFile}playback.worklet.js (`);
    expect(report).to.contain(`${ownFile} (`);
    expect(report).to.contain('a blob: URL (');
    expect(report).to.contain('set `asset-base`');
  });

  it('whose file a bundler lost comes from a blob', async () => {
    const audio = new BrowserAudio();
    const { addModule } = AudioWorklet.prototype;
    const tried: string[] = [];
    AudioWorklet.prototype.addModule = function (url, options) {
      tried.push(String(url).replace(/^blob:.*/, 'blob'));
      return addModule.call(this, String(url).replace('/src/audio/', '/lost/'), options);
    };
    try {
      const output = await audio.openOutput();
      expect(tried).to.deep.equal([ownFile, 'blob']);
      expect(output.level).to.equal(0);
    } finally {
      AudioWorklet.prototype.addModule = addModule;
      await audio.close();
    }
  });

  it('that is another file than it should be is refused, with what helps', async () => {
    await clickThePage();
    const audio = new BrowserAudio();
    await untilRunning(await audio.openOutput());
    const { addModule } = AudioWorklet.prototype;
    AudioWorklet.prototype.addModule = function () {
      return addModule.call(this, '/test/browser/audio/recorder.js');
    };
    try {
      const error = await rejection(audio.openInput());
      expect(error.code).to.equal('worklet-blocked');
      expect(error.message).to.contain('capture.worklet.js').and.to.contain('`asset-base`');
    } finally {
      AudioWorklet.prototype.addModule = addModule;
      await audio.close();
    }
  });

  it('is given up at once by who does not want it any more, however long it takes', async () => {
    const { addModule } = AudioWorklet.prototype;
    AudioWorklet.prototype.addModule = () => new Promise(() => {});
    const audio = new BrowserAudio();
    try {
      const owner = new AbortController();
      const opening = [audio.openOutput({ signal: owner.signal }), audio.openInput({ signal: owner.signal })];
      owner.abort();
      for (const open of opening) expect((await rejection(open)).code).to.equal('aborted');
    } finally {
      AudioWorklet.prototype.addModule = addModule;
      void audio.close();
    }
  });

  it('is not looked for where asset-base is no address', async () => {
    for (const assetBase of ['http://', 'javascript:alert(1)', 'data:text/javascript,']) {
      const audio = new BrowserAudio({ assetBase });
      const error = await rejection(audio.openOutput());
      expect(error.code, assetBase).to.equal('invalid-option');
      expect(error.message).to.contain('asset-base');
      await audio.close();
    }
  });
});
