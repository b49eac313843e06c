import type { CaptureCommand, CaptureMessage } from '../audio/messages.ts';
import type { ClientCommand } from '../protocol/client-command.ts';
import type { Dialect } from '../protocol/dialect.ts';
import { openaiBeta } from '../protocol/openai-beta.ts';
import { openai } from '../protocol/openai.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { OpenTransport, Transport } from '../transport/transport.ts';
import { AnswerTracker } from './answer-tracker.ts';
import { planInterruption } from './interruption-plan.ts';
import { PlaybackControl } from './playback-control.ts';
import { ResponseSequencer } from './response-sequencer.ts';
import { SpeechOutbox } from './speech-outbox.ts';
import type { VoiceCommand, VoiceReport } from './voice-messages.ts';

/** Beyond this the network does not keep up, and speech waits in the outbox, which is bounded. */
const BUFFERED_LIMIT_BYTES = 512 * 1024;
const RESPONSE_LIMIT_MS = 15_000;
const FLUSH_LIMIT_MS = 300;
/** The service refuses to commit less than 100 ms. */
const SMALLEST_TURN_BYTES = 4800;
/** Commands that may wait for a session; the page asks for one thing at a time, so more is a fault. */
const WAITING_LIMIT = 500;
const FRAMES_PER_MS = 24;
/** How soon a full network is asked again; a WebSocket does not tell when it has room. */
const FULL_NETWORK_MS = 50;
/** Event ids of deletions: an item that the service has forgotten already is as good as deleted. */
const DELETION = 'forget_';

const DIALECTS: Readonly<Record<'openai' | 'openai-beta', Dialect>> = { openai, 'openai-beta': openaiBeta };

type Connect = Extract<VoiceCommand, { type: 'connect' }>;

/**
 * The way of the sound: microphone → socket → loudspeaker, and the decision to be silent. It knows nothing of the page:
 * it is told by plain messages over one port, answers over the same port, and touches neither DOM nor `AudioContext`,
 * so it runs in a worker as well as inline.
 */
export class VoiceLoop {
  readonly #page: MessagePort;
  readonly #openTransport: OpenTransport;
  readonly #playback: PlaybackControl;
  readonly #outbox = new SpeechOutbox();
  #sequencer = new ResponseSequencer();
  #answers = new AnswerTracker();
  /** Calls of the relay's own tools that run. */
  readonly #relayTools = new Set<string>();
  #dialect: Dialect = openai;
  #transport: Transport | null = null;
  #attempt = 0;
  #ready = false;
  #waiting: ClientCommand[] = [];
  #capture: MessagePort | null = null;
  #bargeIn = true;
  #latencyMs = 0;
  #interruptsResponse = true;
  #turnBytes = 0;
  /** The visitor ended a turn of which speech still waits. */
  #turnEnded = false;
  #deletions = 0;
  #reportedDrops = 0;
  #flushed: (() => void) | null = null;
  #connectTimer: ReturnType<typeof setTimeout> | undefined;
  #responseTimer: ReturnType<typeof setTimeout> | undefined;
  #speechTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: MessagePort, openTransport: OpenTransport) {
    this.#page = page;
    this.#openTransport = openTransport;
    this.#playback = new PlaybackControl((value) => this.#report({ type: 'playing', value }));
    page.addEventListener('message', (message: MessageEvent<VoiceCommand>) => this.#handle(message.data));
    page.start();
  }

  #handle(command: VoiceCommand): void {
    switch (command.type) {
      case 'connect':
        return this.#connect(command);
      case 'disconnect':
        return this.#disconnect(command.code, command.reason);
      case 'capture':
        return this.#attachCapture(command.port);
      case 'playback':
        return this.#playback.attach(command.port);
      case 'latency':
        this.#latencyMs = command.ms;
        return;
      case 'barge-in':
        this.#bargeIn = command.value === 'on';
        return;
      case 'send':
        return this.#send(command.command);
      case 'respond':
        return this.#respond();
      case 'end-turn':
        return void this.#endTurn();
      case 'interrupt':
        return void this.#interrupt(true);
      case 'dispose':
        this.#disconnect(1000, '');
        this.#attachCapture(null);
        this.#playback.attach(null);
        return this.#page.close();
    }
  }

  #report(report: VoiceReport): void {
    try {
      this.#page.postMessage(report);
    } catch {
      // JSON nested some thousand levels deep can be parsed, but not copied.
      this.#page.postMessage({
        type: 'event',
        event: { type: 'malformed', reason: 'nested too deep', raw: null },
      } satisfies VoiceReport);
    }
  }

  // ---- connection

  #connect(target: Connect): void {
    this.#drop();
    this.#attempt = target.attempt;
    this.#dialect = target.dialect === 'openai-beta' ? openaiBeta : openai;
    // Handlers of an older connection find that it is not the current one any more, and do nothing.
    const transport = this.#openTransport(
      { url: target.url, protocols: target.protocols },
      {
        onOpen: () => {},
        onMessage: (frame) => transport === this.#transport && this.#receive(frame, target),
        onClose: (code, reason) => transport === this.#transport && this.#closed(code, reason, false),
      },
    );
    this.#transport = transport;
    this.#connectTimer = setTimeout(() => {
      transport.close(1000, 'no answer');
      this.#closed(1006, '', true);
    }, target.timeoutMs);
  }

  #disconnect(code: number, reason: string): void {
    const transport = this.#transport;
    // What was said to a conversation that was given up is nothing for the next one.
    this.#outbox.clear();
    this.#turnEnded = false;
    if (transport === null) return;
    this.#closed(code, reason, false);
    transport.close(code, reason);
  }

  #closed(code: number, reason: string, timedOut: boolean): void {
    this.#drop();
    this.#report({ type: 'closed', attempt: this.#attempt, code, reason, timedOut });
  }

  /** Forgets all that belonged to the connection. Speech stays in the outbox: the next connection sends it. */
  #drop(): void {
    clearTimeout(this.#connectTimer);
    clearTimeout(this.#responseTimer);
    clearTimeout(this.#speechTimer);
    this.#speechTimer = undefined;
    this.#transport = null;
    this.#ready = false;
    this.#waiting = [];
    this.#turnBytes = 0;
    this.#relayTools.clear();
    this.#interruptsResponse = true;
    this.#sequencer = new ResponseSequencer();
    this.#answers = new AnswerTracker();
    void this.#playback.clear();
  }

  #established(event: Extract<ServerEvent, { type: 'session-created' }>, target: Connect): void {
    clearTimeout(this.#connectTimer);
    if (target.dialect === 'auto') this.#dialect = DIALECTS[event.dialect];
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#ready = true;
    if (Object.keys(target.settings).length > 0) this.#send({ type: 'update-session', settings: target.settings });
    for (const message of target.history) this.#send({ type: 'create-message', ...message });
    for (const command of waiting) this.#send(command);
    this.#report({ type: 'ready', attempt: this.#attempt });
    this.#sendSpeech();
  }

  // ---- from the wire

  #receive(frame: string | ArrayBuffer, target: Connect): void {
    const event = this.#dialect.decode(frame);
    if (event.type === 'session-created' && !this.#ready) this.#established(event, target);
    if (event.type === 'session-updated' && event.interruptsResponse !== null) {
      this.#interruptsResponse = event.interruptsResponse;
    }
    // The service took what it heard until here; what follows counts for the next turn.
    if (event.type === 'speech-stopped') this.#turnBytes = 0;
    if (event.type === 'tool-activity') {
      if (event.status === 'started') this.#relayTools.add(event.callId);
      else this.#relayTools.delete(event.callId);
    }
    const late = this.#answers.isLate(event);
    this.#answers.follow(event);
    this.#follow(this.#sequencer.handle(event));
    if (event.type === 'response-done') {
      // A failed answer may end without a word about its audio; its loudspeaker must fall silent all the same.
      for (const itemId of this.#answers.itemsOf(event.responseId)) this.#playback.endItem(itemId);
      for (const itemId of this.#answers.takeForgotten(event)) this.#send({ type: 'delete-item', itemId });
    }
    if (late || (event.type === 'error' && event.clientEventId?.startsWith(DELETION))) return;

    if (event.type === 'audio-delta') {
      this.#playback.play(event.itemId, event.contentIndex, event.pcm);
      return;
    }
    if (event.type === 'audio-done') this.#playback.end(event.itemId, event.contentIndex);
    this.#report({ type: 'event', event });
    // The server cancels its answer itself unless it was told not to; a second cancel would only race with it.
    if (event.type === 'speech-started') void this.#interrupt(!this.#interruptsResponse);
  }

  // ---- to the wire

  #send(asked: ClientCommand): void {
    const command = asked.type === 'delete-item' ? { ...asked, eventId: `${DELETION}${++this.#deletions}` } : asked;
    if (command.type === 'clear-audio') this.#turnBytes = 0;
    if (this.#ready) this.#transport?.send(this.#dialect.encode(command));
    else if (this.#transport !== null && this.#waiting.length < WAITING_LIMIT) this.#waiting.push(command);
  }

  #respond(): void {
    if (this.#transport !== null) this.#follow(this.#sequencer.request());
  }

  /** Does what the sequencer decided, and bounds the wait for the service's word to a request. */
  #follow(commands: readonly ClientCommand[]): void {
    for (const command of commands) {
      if (command.type === 'cancel-response' && command.responseId !== undefined)
        this.#answers.kill([command.responseId]);
      this.#send(command);
      if (command.type !== 'create-response') continue;
      clearTimeout(this.#responseTimer);
      this.#responseTimer = setTimeout(() => this.#follow(this.#sequencer.expire()), RESPONSE_LIMIT_MS);
    }
    if (!this.#sequencer.pending) clearTimeout(this.#responseTimer);
  }

  // ---- speech

  #attachCapture(port: MessagePort | null): void {
    this.#capture?.close();
    this.#capture = port;
    this.#flushed?.();
    if (port === null) return;
    port.addEventListener('message', (message: MessageEvent<CaptureMessage>) => {
      if (port !== this.#capture) return;
      if (message.data.type === 'flushed') this.#flushed?.();
      else this.#heard(new Uint8Array(message.data.pcm));
    });
    port.start();
  }

  #heard(pcm: Uint8Array): void {
    if (!this.#bargeIn && this.#playback.playing) return;
    this.#outbox.push(pcm);
    this.#sendSpeech();
  }

  #sendSpeech(): void {
    if (!this.#ready) return;
    this.#outbox.drain((pcm) => {
      const transport = this.#transport;
      if (transport === null || transport.bufferedBytes > BUFFERED_LIMIT_BYTES) return false;
      transport.send(this.#dialect.encode({ type: 'append-audio', pcm }));
      this.#turnBytes += pcm.byteLength;
      return true;
    });
    const lost = this.#outbox.droppedBytes - this.#reportedDrops;
    if (lost > 0) {
      this.#reportedDrops += lost;
      this.#report({ type: 'speech-dropped', bytes: lost });
    }
    if (this.#outbox.bytes > 0) {
      this.#speechTimer ??= setTimeout(() => {
        this.#speechTimer = undefined;
        this.#sendSpeech();
      }, FULL_NETWORK_MS);
    } else if (this.#turnEnded) {
      this.#turnEnded = false;
      this.#turnBytes = 0;
      this.#send({ type: 'commit-audio' });
      this.#respond();
    }
  }

  async #endTurn(): Promise<void> {
    const capture = this.#capture;
    if (capture !== null) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, FLUSH_LIMIT_MS);
        this.#flushed = () => {
          clearTimeout(timer);
          resolve();
        };
        capture.postMessage({ type: 'flush' } satisfies CaptureCommand);
      });
      this.#flushed = null;
    }
    this.#report({ type: 'turn-flushed' });
    if (this.#turnBytes + this.#outbox.bytes < SMALLEST_TURN_BYTES) {
      this.#outbox.clear();
      return this.#send({ type: 'clear-audio' });
    }
    // The turn is committed behind its last sound, which may wait for a session or for the network.
    this.#turnEnded = true;
    this.#sendSpeech();
  }

  // ---- interruption

  async #interrupt(cancel: boolean): Promise<void> {
    const transport = this.#transport;
    const active = [...this.#sequencer.active];
    this.#sequencer.abandon();
    // Found out now: while the worklet answers, more of the dead answer comes. Without a loudspeaker words are read,
    // not heard.
    const silent = this.#playback.attached ? this.#answers.silent(active) : [];
    this.#answers.kill(active);
    this.#forget(silent);
    if (cancel) for (const responseId of active) this.#send({ type: 'cancel-response', responseId });
    // Between the call and the answer to it no response is active; the relay takes this for its tool.
    if (cancel && active.length === 0 && this.#relayTools.size > 0) this.#send({ type: 'cancel-response' });
    const ledger = await this.#playback.clear();
    if (transport !== this.#transport) return;

    const plan = planInterruption(ledger, this.#latencyMs * FRAMES_PER_MS);
    for (const { itemId, contentIndex, audioEndMs } of plan.truncate) {
      this.#send({ type: 'truncate-item', itemId, contentIndex, audioEndMs });
    }
    this.#forget(plan.remove);
    const unheard = [...new Set([...plan.remove, ...silent])];
    if (plan.truncate.length === 0 && unheard.length === 0) return;
    // A message ends where it was cut first; what was cut behind that was not heard.
    const heard = plan.truncate.filter(({ itemId }, i, all) => all.findIndex((cut) => cut.itemId === itemId) === i);
    this.#report({ type: 'cut', heard, unheard });
  }

  #forget(itemIds: readonly string[]): void {
    for (const itemId of this.#answers.forget(itemIds)) this.#send({ type: 'delete-item', itemId });
  }
}
