import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaptureMessage, PlaybackCommand } from '../../../src/audio/messages.ts';
import { ScriptedRelay, type ScriptedConnection } from '../../../src/testing/scripted-relay.ts';
import { VoiceLoop } from '../../../src/voice/voice-loop.ts';
import type { VoiceCommand } from '../../../src/voice/voice-messages.ts';
import { wire } from '../conversation/play.ts';
import { portsAreRead } from '../session/open-session.ts';
import { findDialect } from '../protocol/all-dialects.ts';

/** A voice loop between two worklets' ports that the test holds, and a relay that it plays. */
class Bench {
  readonly relay = new ScriptedRelay();
  readonly played: PlaybackCommand[] = [];
  readonly #page: MessagePort;
  #microphone = new MessageChannel();
  readonly #speaker = new MessageChannel();

  constructor() {
    const { port1, port2 } = new MessageChannel();
    void new VoiceLoop(port1, this.relay.open, findDialect);
    this.#page = port2;
    this.#speaker.port1.addEventListener('message', ({ data }: MessageEvent<PlaybackCommand>) => {
      this.played.push(data);
      if (data.type === 'clear') this.#speaker.port1.postMessage({ type: 'cleared', id: data.id, ledger: [], tail: [] });
    });
    this.#speaker.port1.start();
    this.tell({ type: 'playback', port: this.#speaker.port2 }, this.#speaker.port2);
    this.tell({ type: 'capture', port: this.#microphone.port2 }, this.#microphone.port2);
  }

  tell(command: VoiceCommand, ...ports: MessagePort[]): void {
    this.#page.postMessage(command, ports);
  }

  hear(message: CaptureMessage): void {
    this.#microphone.port1.postMessage(message);
  }

  /** What the speaker was told, but for its audio. */
  get orders(): string[] {
    return this.played
      .filter(({ type }) => type !== 'audio' && type !== 'end')
      .map((command) => (command.type === 'duck' ? `duck ${command.gain}` : command.type));
  }

  async connect(audioFormat: 'pcm16' | 'g711-ulaw' = 'pcm16'): Promise<ScriptedConnection> {
    this.tell({
      type: 'connect',
      attempt: 1,
      url: 'ws://relay.test/',
      protocols: [],
      dialect: 'auto',
      audioFormat,
      settings: {},
      history: [],
      timeoutMs: 15_000,
    });
    const connection = await this.relay.connection();
    connection.accept();
    await portsAreRead();
    return connection;
  }

  dispose(): void {
    this.tell({ type: 'dispose' });
    this.#page.close();
    this.#microphone.port1.close();
    this.#speaker.port1.close();
  }
}

const speaks = (relay: ScriptedConnection, bytes = 4_800): void =>
  relay.say(wire.responseCreated('r'), wire.outputItem('r', wire.answer('a')), {
    type: 'response.output_audio.delta',
    response_id: 'r',
    item_id: 'a',
    output_index: 0,
    content_index: 0,
    delta: Buffer.alloc(bytes, 0xff).toString('base64'),
  });

const appended = (relay: ScriptedConnection): Buffer =>
  Buffer.concat(
    relay.sent
      .filter(({ type }) => type === 'input_audio_buffer.append')
      .map(({ audio }) => Buffer.from(String(audio), 'base64')),
  );

let bench: Bench;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  bench = new Bench();
});
afterEach(() => {
  bench.dispose();
  vi.useRealTimers();
});

describe('an answer that somebody seems to speak over', () => {
  it('steps back at once, and comes back when the service has heard nobody', async () => {
    const relay = await bench.connect();
    speaks(relay);
    await portsAreRead();
    bench.hear({ type: 'onset' });
    await portsAreRead();
    expect(bench.orders).toEqual(['duck 0.2']);
    // A second one changes nothing, and does not keep it down for longer.
    bench.hear({ type: 'onset' });
    await portsAreRead();
    vi.advanceTimersByTime(800);
    await portsAreRead();
    expect(bench.orders).toEqual(['duck 0.2', 'duck 1']);
  });

  it('ends when the service has heard them too', async () => {
    const relay = await bench.connect();
    speaks(relay);
    await portsAreRead();
    bench.hear({ type: 'onset' });
    await portsAreRead();
    relay.say({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 });
    await portsAreRead();
    expect(bench.orders[0]).toBe('duck 0.2');
    expect(bench.orders).toContain('clear');
    vi.advanceTimersByTime(2_000);
    await portsAreRead();
    // Whatever comes next is as loud as ever.
    expect(bench.orders.findLast((order) => order.startsWith('duck'))).toBe('duck 1');
  });

  it('does not where nothing is heard, nor where the visitor is not to interrupt', async () => {
    const relay = await bench.connect();
    bench.hear({ type: 'onset' });
    await portsAreRead();
    bench.tell({ type: 'barge-in', value: 'off' });
    speaks(relay);
    await portsAreRead();
    bench.hear({ type: 'onset' });
    bench.hear({ type: 'audio', pcm: new ArrayBuffer(960) });
    await portsAreRead();
    expect(bench.orders).toEqual([]);
    expect(appended(relay)).toHaveLength(0);
  });
});

describe('a microphone that is released', () => {
  it('in the midst of a turn gives its last sound, and the silence by which the service ends the turn', async () => {
    const relay = await bench.connect();
    bench.hear({ type: 'audio', pcm: new Uint8Array(960).fill(1).buffer });
    await portsAreRead();
    relay.say({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 });
    bench.tell({ type: 'capture', port: null });
    bench.hear({ type: 'audio', pcm: new Uint8Array(100).fill(2).buffer });
    bench.hear({ type: 'flushed' });
    await portsAreRead();
    const sent = appended(relay);
    expect([sent[0], sent[960], sent.length]).toEqual([1, 2, 960 + 100 + 48_000]);
    expect(sent.subarray(1_060).every((byte) => byte === 0)).toBe(true);
    bench.hear({ type: 'audio', pcm: new ArrayBuffer(960) });
    await portsAreRead();
    expect(appended(relay)).toHaveLength(sent.length);
  });

  it('while nobody speaks sends nothing of the kind, nor waits for one that says nothing any more', async () => {
    const relay = await bench.connect();
    bench.tell({ type: 'capture', port: null });
    await portsAreRead();
    vi.advanceTimersByTime(300);
    const next = new MessageChannel();
    bench.tell({ type: 'capture', port: next.port2 }, next.port2);
    next.port1.postMessage({ type: 'audio', pcm: new ArrayBuffer(960) } satisfies CaptureMessage);
    await portsAreRead();
    expect(appended(relay)).toHaveLength(960);
    next.port1.close();
  });
});

describe('a telephone’s audio', () => {
  it('goes out as one byte a sample, and comes in as two', async () => {
    const relay = await bench.connect('g711-ulaw');
    bench.hear({ type: 'audio', pcm: new ArrayBuffer(320) });
    await portsAreRead();
    // Silence in µ-law.
    expect([...new Set(appended(relay))]).toEqual([0xff]);
    expect(appended(relay)).toHaveLength(160);
    speaks(relay, 160);
    await portsAreRead();
    const audio = bench.played.find(({ type }) => type === 'audio') as Extract<PlaybackCommand, { type: 'audio' }>;
    expect(audio.pcm.byteLength).toBe(320);
  });
});
