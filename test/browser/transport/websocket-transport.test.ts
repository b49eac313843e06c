import { executeServerCommand } from '@web/test-runner-commands';
import { expect } from 'chai';
import { openWebSocket } from '../../../src/transport/websocket-transport.ts';

interface Ending {
  readonly code: number;
  readonly reason: string;
}

/** One connection, what comes over it, and how it ends. */
function connect(url: string, protocols: readonly string[] = ['realtime']) {
  const frames: (string | ArrayBuffer)[] = [];
  const endings: Ending[] = [];
  let opened!: () => void;
  let heard: (frame: string | ArrayBuffer) => void = () => {};
  let ended!: (ending: Ending) => void;
  const open = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const end = new Promise<Ending>((resolve) => {
    ended = resolve;
  });
  const transport = openWebSocket(
    { url, protocols },
    {
      onOpen: () => opened(),
      onMessage: (frame) => {
        frames.push(frame);
        heard(frame);
      },
      onClose: (code, reason) => {
        endings.push({ code, reason });
        ended({ code, reason });
      },
    },
  );
  const next = (): Promise<string | ArrayBuffer> =>
    new Promise((resolve) => {
      heard = resolve;
    });
  return { transport, frames, endings, open, end, next };
}

/** Long enough for a second ending to show, were there one. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

describe('a WebSocket to the relay', () => {
  let url = '';
  before(async () => {
    url = String(await executeServerCommand('socket-server', {}));
  });

  it('carries text and binary frames both ways', async () => {
    const { transport, open, next } = connect(url);
    await open;
    const text = next();
    transport.send('{"type":"hello"}');
    expect(await text).to.equal('{"type":"hello"}');
    const binary = next();
    transport.send(new Uint8Array([1, 2, 3]));
    expect([...new Uint8Array((await binary) as ArrayBuffer)]).to.deep.equal([1, 2, 3]);
    transport.close();
  });

  it('tells the relay’s own code and reason when the relay ends it', async () => {
    const { transport, open, end } = connect(url);
    await open;
    transport.send(JSON.stringify({ close: [4401, 'upstream_unauthorized'] }));
    expect(await end).to.deep.equal({ code: 4401, reason: 'upstream_unauthorized' });
  });

  it('ends once, and at once, when the page closes it; what comes or goes afterwards is dropped', async () => {
    const { transport, open, end, endings, frames } = connect(url);
    await open;
    transport.send('{"type":"late"}');
    transport.close(1000, 'done');
    transport.send('{"type":"later"}');
    expect(await end).to.deep.equal({ code: 1000, reason: 'done' });
    await settled();
    expect(endings).to.have.length(1);
    expect(frames).to.deep.equal([]);
  });

  it('takes codes and reasons that browsers refuse, instead of throwing', async () => {
    const { transport, open, end } = connect(url);
    await open;
    transport.close(1006, 'ü'.repeat(200));
    expect((await end).code).to.equal(1006);
  });

  it('ends where nobody listens, or the address or a subprotocol is not one', async () => {
    const nobody = connect('ws://127.0.0.1:9/');
    expect((await nobody.end).code).to.equal(1006);
    const nowhere = connect('ws://');
    expect((await nowhere.end).code).to.equal(1006);
    const spaced = connect(url, ['not a token']);
    expect((await spaced.end).code).to.equal(1006);
    const unselected = connect(url, ['something-else']);
    expect((await unselected.end).code).to.equal(1006);
  });
});
