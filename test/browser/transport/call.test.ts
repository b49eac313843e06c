import { expect } from 'chai';
import { BrowserAudio } from '../../../src/audio/browser-audio.ts';
import { placeCall, type Call, type CallOptions } from '../../../src/transport/call.ts';
import { openDataChannel } from '../../../src/transport/data-channel-transport.ts';
import { CallPoster } from '../../../src/transport/post-offer.ts';
import { clickThePage, rejection } from '../audio/visitor.ts';

/** The other side of a call, as a real peer in the same page: it hums, and hears what the page sends. */
class Service {
  readonly peer = new RTCPeerConnection();
  readonly channels: RTCDataChannel[] = [];
  readonly #context = new AudioContext();
  readonly #hum = new OscillatorNode(this.#context, { frequency: 440 });
  readonly #ear = new AnalyserNode(this.#context, { fftSize: 2_048 });
  readonly #frames = new Float32Array(2_048);
  readonly #pump = new Audio();
  offers = 0;

  constructor() {
    this.#hum.start();
    const out = this.#context.createMediaStreamDestination();
    this.#hum.connect(new GainNode(this.#context, { gain: 0.5 })).connect(out);
    this.peer.addTrack(out.stream.getAudioTracks()[0]!, out.stream);
    this.peer.addEventListener('datachannel', ({ channel }) => this.channels.push(channel));
    this.peer.addEventListener('track', ({ track }) => {
      const stream = new MediaStream([track]);
      this.#pump.muted = true;
      this.#pump.srcObject = stream;
      void this.#pump.play();
      this.#context.createMediaStreamSource(stream).connect(this.#ear);
    });
  }

  readonly answer = async (offer: string): Promise<string> => {
    this.offers += 1;
    await this.peer.setRemoteDescription({ type: 'offer', sdp: offer });
    await this.peer.setLocalDescription(await this.peer.createAnswer());
    await until(() => this.peer.iceGatheringState === 'complete');
    return this.peer.localDescription!.sdp;
  };

  get hears(): number {
    this.#ear.getFloatTimeDomainData(this.#frames);
    return Math.max(...this.#frames);
  }

  async leave(): Promise<void> {
    this.peer.close();
    this.#pump.srcObject = null;
    await this.#context.close();
  }
}

/** Looks at every frame; the runner's own limit ends a wait in vain. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

describe('a call', () => {
  let audio: BrowserAudio;
  let service: Service;
  let calls: Call[];

  beforeEach(async () => {
    await clickThePage();
    audio = new BrowserAudio();
    service = new Service();
    calls = [];
  });

  afterEach(async () => {
    for (const call of calls) call.close();
    await Promise.all([service.leave(), audio.close()]);
  });

  const place = async (options: Partial<CallOptions> = {}): Promise<Call> => {
    const call = await placeCall({ sound: audio.call, post: service.answer, onLost: () => {}, ...options });
    calls.push(call);
    return call;
  };

  it('carries the microphone to the service, and the service to the loudspeaker, at its volume', async () => {
    await audio.openInput();
    const speaker = await audio.openOutput();
    await place();
    await until(() => service.hears > 0.02);
    await until(() => speaker.level > 0.2);
    speaker.volume = 0;
    // What the visitor is given, not what the service sends.
    expect(speaker.volume).to.equal(0);
  });

  it('takes a microphone that comes later, without a new call, and sends silence when it is gone', async () => {
    await audio.openOutput();
    await place();
    const microphone = await audio.openInput();
    await until(() => service.hears > 0.02);
    await microphone.close();
    await until(() => service.hears < 0.001);
    expect(service.offers).to.equal(1);
  });

  it('sends nothing of a muted microphone, nor of one that has to rest', async () => {
    const microphone = await audio.openInput({ muted: true });
    const call = await place();
    microphone.muted = false;
    await until(() => service.hears > 0.02);
    microphone.muted = true;
    await until(() => service.hears < 0.001);
    microphone.muted = false;
    await until(() => service.hears > 0.02);
    call.listening = false;
    await until(() => service.hears < 0.001);
  });

  it('plays on in a loudspeaker that is opened anew', async () => {
    const first = await audio.openOutput();
    await place();
    await until(() => first.level > 0.2);
    await first.close();
    const second = await audio.openOutput();
    await until(() => second.level > 0.2);
  });

  it('is given up when the service takes no offer, says no SDP, or the page hangs up', async () => {
    const refusal = new Error('busy');
    expect(await rejection(place({ post: () => Promise.reject(refusal) }))).to.equal(refusal);
    expect(await rejection(place({ post: async () => 'hello' }))).to.be.instanceOf(Error);
    const abort = new AbortController();
    const placing = place({ post: () => new Promise(() => {}), signal: abort.signal });
    abort.abort();
    expect(await rejection(placing)).to.have.property('name', 'AbortError');
  });

  it('is given up when no sound flows in time', async () => {
    const silent = place({ post: async (offer) => withoutWays(await service.answer(withoutWays(offer))), limitMs: 700 });
    expect(await rejection(silent)).to.have.property('name', 'TimeoutError');
  });

  it('that breaks asks for another way once, and is lost where there is none', async () => {
    let lost = 0;
    let restarts = 0;
    const ended = new Promise<void>((resolve) => {
      void place({
        restart: () => {
          restarts += 1;
          return Promise.reject(new Error('gone'));
        },
        onLost: () => {
          lost += 1;
          resolve();
        },
      }).then(() => service.peer.close());
    });
    await ended;
    expect([restarts, lost]).to.deep.equal([1, 1]);
  }).timeout(20_000);

  it('that is closed frees its peer, and takes no track any more', async () => {
    const call = await place();
    call.close();
    await until(() => service.peer.connectionState !== 'connected');
    await audio.openInput();
  });

  it('brings events through its data channel, and sends them, in direct use of a service', async () => {
    const { fetch } = globalThis;
    const asked: Request[] = [];
    // The service's HTTP interface is the one thing that is not in this page.
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      asked.push(request);
      return new Response(await service.answer(await request.text()), { status: 201 });
    };
    try {
      const heard: unknown[] = [];
      let ended: [number, string] | undefined;
      const transport = openDataChannel({ url: '/v1/realtime/calls', token: 'ek_short' }, audio.call)(
        { url: '', protocols: [] },
        {
          onOpen: () => heard.push('open'),
          onMessage: (frame) => heard.push(frame),
          onClose: (...end) => (ended = end),
        },
      );
      await until(() => heard.length > 0);
      expect(asked[0]!.headers.get('Authorization')).to.equal('Bearer ek_short');
      expect(asked[0]!.headers.get('Content-Type')).to.equal('application/sdp');
      const [channel] = service.channels;
      expect(channel!.label).to.equal('oai-events');
      const said: string[] = [];
      channel!.addEventListener('message', ({ data }: MessageEvent<string>) => said.push(data));
      channel!.send('{"type":"session.created"}');
      transport.send('{"type":"response.create"}');
      await until(() => heard.length > 1 && said.length > 0);
      expect(heard).to.deep.equal(['open', '{"type":"session.created"}']);
      expect(said).to.deep.equal(['{"type":"response.create"}']);
      channel!.close();
      await until(() => ended !== undefined);
      expect(ended![0]).to.equal(1006);
    } finally {
      globalThis.fetch = fetch;
    }
  });

  it('is refused in the words that a socket would have had', async () => {
    const { fetch } = globalThis;
    const codes: Record<number, number> = {};
    try {
      for (const status of [204, 401, 404, 429, 500, 503]) {
        globalThis.fetch = async () => new Response(null, { status });
        codes[status] = await new Promise((resolve) => {
          openDataChannel({ url: '/v1/realtime/calls', token: null }, audio.call)(
            { url: '', protocols: [] },
            { onOpen: () => {}, onMessage: () => {}, onClose: resolve },
          );
        });
      }
    } finally {
      globalThis.fetch = fetch;
    }
    expect(codes).to.deep.equal({ 204: 4404, 401: 4401, 404: 4404, 429: 4429, 500: 1006, 503: 1013 });
  });

  it('cannot be restarted where the service gave it no address', async () => {
    const { restart } = new CallPoster({ url: '/v1/realtime/calls', token: null });
    const error = await rejection(restart('v=0', new AbortController().signal));
    expect(error).to.include({ name: 'CallRefused', status: 501 });
  });
});

/** SDP of somebody who can be reached nowhere. */
const withoutWays = (sdp: string): string => sdp.replace(/^a=candidate:.*\r\n/gm, '');
