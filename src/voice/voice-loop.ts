import { decodeG711, encodeG711, type G711Law } from '../audio/g711.ts';
import type { ClientCommand } from '../protocol/client-command.ts';
import type { Dialect } from '../protocol/dialect.ts';
import { DIALECTS } from '../protocol/dialects.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { OpenTransport } from '../transport/transport.ts';
import { AnswerTracker } from './answer-tracker.ts';
import { planInterruption } from './interruption-plan.ts';
import { PlaybackControl } from './playback-control.ts';
import { ResponseSequencer } from './response-sequencer.ts';
import { SpeechSender } from './speech-sender.ts';
import type { VoiceCommand, VoiceReport } from './voice-messages.ts';
import { Wire } from './wire.ts';

/** Beyond this the network does not keep up, and speech waits in the outbox, which is bounded. */
const BUFFERED_LIMIT_BYTES = 512 * 1024;
const RESPONSE_LIMIT_MS = 15_000;
/** More than the silence by which a service finds the end of a turn (guide 1.5: 200 or 500 ms). */
const CLOSING_SILENCE_MS = 1_000;
/** How long a room rings on. */
const ECHO_TAIL_MS = 200;
/** A call's sound comes later than its events: what the browser and the service buffer, and half a way through a slow network. */
const CALL_TAIL_MS = 250;
/** −14 dB: still there, and no obstacle to who speaks. */
const DUCKED_GAIN = 0.2;
/** How long a service may take to find speech that began: its own 100 to 300 ms, and two ways through a slow network. */
const DUCK_LIMIT_MS = 800;
/** Event ids of deletions: an item that the service has forgotten already is as good as deleted. */
const DELETION = 'forget_';

const LAWS = { pcm16: null, 'g711-ulaw': 'ulaw', 'g711-alaw': 'alaw' } as const;

export { DIALECTS };

type Connect = Extract<VoiceCommand, { type: 'connect' }>;

/**
 * The way of the sound: microphone → socket → loudspeaker, and the decision to be silent. It knows nothing of the page:
 * it is told by plain messages over one port, answers over the same port, and touches neither DOM nor `AudioContext`,
 * so it runs in a worker as well as inline.
 */
export class VoiceLoop {
  readonly #page: MessagePort;
  readonly #wire: Wire;
  readonly #playback: PlaybackControl;
  readonly #speech: SpeechSender;
  readonly #onDisposed: () => void;
  #sequencer = new ResponseSequencer();
  #answers = new AnswerTracker();
  /** Calls of the relay's own tools that run. */
  readonly #relayTools = new Set<string>();
  /** Of the connection now: what was awaited in an older one no longer counts. */
  #attempt = 0;
  #bargeIn = true;
  #latencyMs = 0;
  #interruptsResponse = true;
  /** Of the wire's samples; null for PCM16. */
  #law: G711Law | null = null;
  /** Frames of the stream in a millisecond. */
  #framesPerMs = 24;
  /** Between the service's word that somebody speaks and its word that they ended. */
  #serviceHears = false;
  /** When the last echo of an answer has died away. */
  #quietAt = 0;
  #deletions = 0;
  #responseTimer: ReturnType<typeof setTimeout> | undefined;
  /** Where the connection carries the sound: the service plays to the visitor. */
  #servicePlays = false;
  #duckTimer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param onDisposed called when the loop has freed everything
   * @param dialects by the names that the page may choose, `auto` among them
   */
  constructor(
    page: MessagePort,
    openTransport: OpenTransport,
    onDisposed = (): void => {},
    dialects: Readonly<Record<string, Dialect>> = DIALECTS,
  ) {
    this.#page = page;
    this.#onDisposed = onDisposed;
    this.#wire = new Wire({
      openTransport,
      dialects,
      onReady: () => {
        this.#report({ type: 'ready', attempt: this.#attempt });
        // What was said before a call stood cannot go into it.
        if (this.#wire.carriesAudio) this.#speech.clear();
        else this.#speech.resume();
      },
      onEvent: (event) => this.#receive(event),
      onClosed: (code, reason, timedOut) => this.#closed(code, reason, timedOut),
    });
    this.#playback = new PlaybackControl({
      onPlaying: (value) => this.#onPlaying(value),
      onUnderrun: () => this.#report({ type: 'underrun' }),
    });
    this.#speech = new SpeechSender({
      send: (pcm) => this.#sendSpeech(pcm),
      rests: () => this.#rests(),
      onOnset: () => this.#onOnset(),
      onDropped: (bytes) => this.#report({ type: 'speech-dropped', bytes }),
    });
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
        return void this.#attachCapture(command.port);
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
        return this.#dispose();
    }
  }

  #dispose(): void {
    this.#disconnect(1000, '');
    this.#playback.attach(null);
    clearTimeout(this.#duckTimer);
    this.#speech.close();
    this.#page.close();
    this.#onDisposed();
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
    this.#forgetConnection();
    this.#attempt = target.attempt;
    this.#law = LAWS[target.audioFormat];
    const streamRate = this.#law === null ? 24_000 : 8_000;
    this.#framesPerMs = streamRate / 1_000;
    this.#speech.streamRate = streamRate;
    this.#wire.open(target);
  }

  #disconnect(code: number, reason: string): void {
    this.#speech.clear();
    if (!this.#wire.isOpen) return;
    this.#wire.close(code, reason);
    this.#closed(code, reason, false);
  }

  #closed(code: number, reason: string, timedOut: boolean): void {
    this.#forgetConnection();
    this.#report({ type: 'closed', attempt: this.#attempt, code, reason, timedOut });
  }

  /** Forgets all that belonged to the connection. Speech stays in the outbox: the next connection sends it. */
  #forgetConnection(): void {
    clearTimeout(this.#responseTimer);
    this.#speech.pause();
    this.#serviceHears = false;
    if (this.#servicePlays) this.#report({ type: 'playing', value: false });
    this.#servicePlays = false;
    this.#relayTools.clear();
    this.#interruptsResponse = true;
    this.#sequencer = new ResponseSequencer();
    this.#answers = new AnswerTracker();
    void this.#playback.clear();
  }

  // ---- from the wire

  #receive(event: ServerEvent): void {
    if (event.type === 'session-updated' && event.interruptsResponse !== null) {
      this.#interruptsResponse = event.interruptsResponse;
    }
    if (event.type === 'speech-started') this.#beginHearing();
    if (event.type === 'speech-stopped') this.#speech.beginTurn();
    if (event.type === 'speech-stopped' || event.type === 'input-committed') this.#serviceHears = false;
    if (event.type === 'tool-activity') {
      if (event.status === 'started') this.#relayTools.add(event.callId);
      else this.#relayTools.delete(event.callId);
    }
    if (this.#wire.carriesAudio) this.#followService(event);
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
      const pcm = this.#law === null ? event.pcm : decodeG711(this.#law, event.pcm);
      this.#playback.play(event.itemId, event.contentIndex, pcm);
      return;
    }
    if (event.type === 'audio-done') this.#playback.end(event.itemId, event.contentIndex);
    this.#report({ type: 'event', event });
    // The server cancels its answer itself unless it was told not to; a second cancel would only race with it.
    if (event.type === 'speech-started') void this.#interrupt(!this.#interruptsResponse);
  }

  /** What is heard is told by the service alone; `response-done` comes before its last sound (guide 2.2). */
  #followService(event: ServerEvent): void {
    if (event.type === 'output-audio-started') this.#servicePlays = true;
    else if (event.type === 'output-audio-stopped' || event.type === 'output-audio-cleared') this.#servicePlays = false;
    else return;
    this.#report({ type: 'playing', value: this.#servicePlays });
  }

  // ---- to the wire

  #send(asked: ClientCommand): void {
    const command = asked.type === 'delete-item' ? { ...asked, eventId: `${DELETION}${++this.#deletions}` } : asked;
    if (command.type === 'clear-audio') this.#speech.beginTurn();
    this.#wire.send(command);
  }

  #respond(): void {
    if (this.#wire.isOpen) this.#follow(this.#sequencer.request());
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

  #sendSpeech(pcm: Uint8Array): boolean {
    if (!this.#wire.isReady || this.#wire.bufferedBytes > BUFFERED_LIMIT_BYTES) return false;
    const samples = this.#law === null ? pcm : encodeG711(this.#law, pcm);
    this.#wire.send({ type: 'append-audio', pcm: samples });
    return true;
  }

  async #attachCapture(port: MessagePort | null): Promise<void> {
    await this.#speech.attach(port);
    // A microphone that was closed in the midst of a turn brings no silence to end it by.
    if (port === null && this.#serviceHears && !this.#wire.carriesAudio) this.#speech.pushSilence(CLOSING_SILENCE_MS);
  }

  #beginHearing(): void {
    this.#serviceHears = true;
    // It takes a moment to find speech: a microphone may have been closed right behind a short word.
    if (!this.#speech.attached && !this.#wire.carriesAudio) this.#speech.pushSilence(CLOSING_SILENCE_MS);
  }

  /**
   * Half duplex: the microphone rests while something is heard, and until its last echo has died away. In a call the page sends what
   * it hears.
   */
  #rests(): boolean {
    if (this.#wire.carriesAudio) return true;
    return !this.#bargeIn && (this.#playback.playing || performance.now() < this.#quietAt);
  }

  #onPlaying(value: boolean): void {
    if (!value) this.#quietAt = performance.now() + this.#latencyMs + ECHO_TAIL_MS;
    this.#unduck();
    this.#report({ type: 'playing', value });
  }

  async #endTurn(): Promise<void> {
    const commit = (): void => {
      this.#send({ type: 'commit-audio' });
      this.#respond();
    };
    if (this.#wire.carriesAudio) {
      // The last word is still on its way, on another one than the events.
      await new Promise((resolve) => setTimeout(resolve, CALL_TAIL_MS));
      this.#report({ type: 'turn-flushed' });
      return commit();
    }
    await this.#speech.flush();
    this.#report({ type: 'turn-flushed' });
    if (!this.#speech.endTurn(commit)) this.#send({ type: 'clear-audio' });
  }

  /** Somebody seems to speak over the answer: it steps back at once, and comes back if the service heard nobody. */
  #onOnset(): void {
    if (!this.#bargeIn || !this.#playback.playing || this.#duckTimer !== undefined) return;
    this.#playback.duck(DUCKED_GAIN);
    this.#duckTimer = setTimeout(() => this.#unduck(), DUCK_LIMIT_MS);
  }

  #unduck(): void {
    if (this.#duckTimer === undefined) return;
    clearTimeout(this.#duckTimer);
    this.#duckTimer = undefined;
    this.#playback.duck(1);
  }

  // ---- interruption

  async #interrupt(cancel: boolean): Promise<void> {
    if (this.#wire.carriesAudio) return this.#interruptService(cancel);
    const [attempt, isOpen] = [this.#attempt, this.#wire.isOpen];
    const clearing = this.#playback.clear();
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
    const cleared = await clearing;
    if (attempt !== this.#attempt || isOpen !== this.#wire.isOpen) return;

    const plan = planInterruption(cleared, this.#latencyMs * this.#framesPerMs, this.#framesPerMs);
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

  /**
   * Cancel, then clear, in this order: the service truncates what it sent (guide 2.2). When it heard the visitor itself, it
   * does all of it by itself.
   */
  #interruptService(cancel: boolean): void {
    this.#sequencer.abandon();
    if (!cancel) return;
    for (const responseId of this.#sequencer.active) this.#send({ type: 'cancel-response', responseId });
    if (this.#servicePlays) this.#send({ type: 'clear-output' });
  }

  #forget(itemIds: readonly string[]): void {
    for (const itemId of this.#answers.forget(itemIds)) this.#send({ type: 'delete-item', itemId });
  }
}
