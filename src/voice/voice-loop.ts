import type { Cleared } from '../audio/messages.ts';
import type { ClientCommand } from '../protocol/client-command.ts';
import type { FindDialect } from '../protocol/find-dialect.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { OpenTransport } from '../transport/transport.ts';
import { AnswerTracker } from './answer-tracker.ts';
import { cutReport, heardPart, planInterruption, type InterruptionPlan } from './interruption-plan.ts';
import { Ducking } from './ducking.ts';
import { ASK_FOR_SIGN, Expectations, isSign } from './expectations.ts';
import { PlaybackControl } from './playback-control.ts';
import { postReport } from './post-report.ts';
import { Pulse } from './pulse.ts';
import { ServicePlayback } from './service-playback.ts';
import { ResponseSequencer } from './response-sequencer.ts';
import { SpeechSender } from './speech-sender.ts';
import type { VoiceCommand, VoiceReport } from './voice-messages.ts';
import { WireSound } from './wire-sound.ts';
import { Wire, type Ending } from './wire.ts';

/** Beyond this the network does not keep up, and speech waits in the outbox, which is bounded. */
const BUFFERED_LIMIT_BYTES = 512 * 1024;
const RESPONSE_LIMIT_MS = 15_000;
/** More than the silence by which a service finds the end of a turn (guide 1.5: 200 or 500 ms). */
const CLOSING_SILENCE_MS = 1_000;
/** How long a room rings on. */
const ECHO_TAIL_MS = 200;
/** Event ids of deletions: an item that the service has forgotten already is as good as deleted. */
const DELETION = 'forget_';

export { dialectsWith } from '../protocol/find-dialect.ts';

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
  readonly #pulse: Pulse;
  readonly #ducking = new Ducking((gain) => this.#playback.duck(gain));
  readonly #onDisposed: () => void;
  #sequencer = new ResponseSequencer();
  #answers = new AnswerTracker();
  readonly #expectations = new Expectations();
  /** Of the connection now: what was awaited in an older one no longer counts. */
  #attempt = 0;
  #bargeIn = true;
  #latencyMs = 0;
  #interruptsResponse = true;
  #sound = new WireSound('pcm16');
  /** Between the service's word that somebody speaks and its word that they ended. */
  #serviceHears = false;
  /** When the last echo of an answer has died away. */
  #quietAt = 0;
  #deletions = 0;
  #responseTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #servicePlayback = new ServicePlayback((value) => this.#report({ type: 'playing', value }));
  /** What plays on from a session that is gone: this one knows its words, and none of its sound. */
  #inherited: ReadonlySet<string> = new Set();
  #resaid: readonly string[] = [];

  /**
   * @param findDialect by the names that the page may choose
   * @param onDisposed called when the loop has freed everything
   */
  constructor(
    page: MessagePort,
    openTransport: OpenTransport,
    findDialect: FindDialect,
    onDisposed = (): void => {},
  ) {
    this.#page = page;
    this.#onDisposed = onDisposed;
    this.#wire = new Wire({
      openTransport,
      findDialect,
      onReady: () => {
        this.#pulse.start();
        this.#report({ type: 'ready', attempt: this.#attempt, resaid: this.#resaid });
        this.#speech.resume();
      },
      onEvent: (event) => this.#receive(event),
      onSign: () => (this.#pulse.sign(), this.#speech.memory.sign()),
      onClosed: (ending) => void this.#lose(ending),
      onStandby: (attempt) => this.#report({ type: 'standby', attempt }),
      onStandbyClosed: (attempt, ending) => this.#report({ type: 'closed', attempt, ...ending, resaid: [] }),
    });
    this.#pulse = new Pulse({
      awaits: () => this.#expectations.awaits(this.#sequencer),
      traffic: () => ({ written: this.#wire.writtenBytes, buffered: this.#wire.bufferedBytes }),
      ask: () => this.#wire.send(ASK_FOR_SIGN),
      onDead: (reason) => {
        this.#wire.close(1000, reason);
        void this.#lose({ code: 1006, reason, timedOut: false, opened: true });
      },
    });
    this.#playback = new PlaybackControl({
      onPlaying: (value) => this.#onPlaying(value),
      onHeard: (entry) => this.#report({ type: 'heard', part: heardPart(entry, this.#latencyMs, this.#sound.rate / 1_000) }),
      onUnderrun: () => this.#report({ type: 'underrun' }),
      onHeardOut: () => this.#sequencer.active.size === 0 && this.#speech.memory.answered(),
    });
    this.#speech = new SpeechSender({
      send: (pcm) => this.#sendSpeech(pcm),
      soundIsElsewhere: () => this.#wire.carriesAudio,
      rests: () => this.#rests(),
      onOnset: () => this.#bargeIn && this.#playback.playing && this.#ducking.begin(),
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
      case 'change':
        return this.#change(command);
      case 'doubt':
        return this.#pulse.doubt(command.sure);
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
    this.#ducking.close();
    this.#speech.close();
    this.#page.close();
    this.#onDisposed();
  }

  #report(report: VoiceReport): void {
    postReport(this.#page, report);
  }

  // ---- connection

  #connect(target: Connect): void {
    if (target.standby === true) return this.#wire.prepare(target);
    this.#pulse.stop();
    this.#forgetConnection();
    this.#resaid = [];
    this.#attempt = target.attempt;
    this.#sound = new WireSound(target.audioFormat);
    this.#speech.streamRate = this.#sound.rate;
    this.#speech.memory.manual = target.settings.turnDetection === 'none';
    this.#wire.open(target);
  }

  /** Goes on with the session that stood by. Nothing is heard or awaited then; what somebody just began to say is said again. */
  #change({ attempt, settings, history }: Extract<VoiceCommand, { type: 'change' }>): void {
    if (this.#playback.playing) this.#speech.memory.answered();
    this.#inherited = new Set(this.#playback.itemIds);
    this.#forgetConnection();
    this.#resaid = this.#speech.recall(() => this.#commit());
    this.#attempt = attempt;
    // It ended in this very moment: its end was told, and the page makes another.
    if (!this.#wire.change(attempt, settings, history)) this.#wire.close(1000, '');
  }

  /** The visitor's own end: nothing of this conversation is heard or said any more. */
  #disconnect(code: number, reason: string): void {
    this.#speech.clear();
    void this.#playback.clear();
    const wasOpen = this.#wire.isOpen;
    this.#wire.close(code, reason);
    if (!wasOpen) return;
    this.#pulse.stop();
    this.#forgetConnection();
    this.#report({ type: 'closed', attempt: this.#attempt, code, reason, timedOut: false, opened: true, resaid: [] });
  }

  /**
   * The connection broke. An answer that had arrived whole is heard to its end; of another one the sound ends here, and the
   * page is told what was heard of it. Speech that was not understood yet goes to the next session.
   */
  async #lose(ending: Ending): Promise<void> {
    const attempt = this.#attempt;
    this.#pulse.stop();
    const active = [...this.#sequencer.active];
    const [silent, writes] = [this.#silent(active), this.#answers.writes(active)];
    this.#forgetConnection();
    const playsOn = this.#playback.playing && this.#playback.isWhole;
    this.#inherited = new Set(this.#playback.itemIds);
    const cleared = playsOn ? { ledger: [], tail: [] } : await this.#playback.clear();
    if (attempt !== this.#attempt || this.#wire.isOpen) return;
    const plan = this.#planCut(cleared);
    this.#reportCut(plan, silent);
    if (playsOn || writes) this.#speech.memory.answered();
    this.#report({ type: 'closed', attempt, ...ending, resaid: this.#speech.recall(() => this.#commit()) });
  }

  /** Forgets all that belonged to the connection, but not what is said and heard. */
  #forgetConnection(): void {
    clearTimeout(this.#responseTimer);
    this.#speech.pause();
    this.#serviceHears = false;
    this.#servicePlayback.end();
    this.#expectations.clear();
    this.#interruptsResponse = true;
    this.#sequencer = new ResponseSequencer();
    this.#answers = new AnswerTracker();
  }

  // ---- from the wire

  #receive(event: ServerEvent): void {
    if (event.type === 'session-updated' && event.interruptsResponse !== null) {
      this.#interruptsResponse = event.interruptsResponse;
    }
    if (event.type === 'speech-started') this.#beginHearing();
    if (event.type === 'speech-stopped') this.#speech.beginTurn();
    this.#expectations.follow(event);
    if (event.type === 'speech-stopped' || event.type === 'input-committed') this.#serviceHears = false;
    if (this.#wire.carriesAudio) this.#servicePlayback.follow(event);
    else this.#speech.memory.follow(event);
    const late = this.#answers.isLate(event);
    this.#answers.follow(event);
    this.#follow(this.#sequencer.handle(event));
    if (event.type === 'response-done') {
      // A failed answer may end without a word about its audio; its loudspeaker must fall silent all the same.
      for (const itemId of this.#answers.itemsOf(event.responseId)) this.#playback.endItem(itemId);
      for (const itemId of this.#answers.takeForgotten(event)) this.#send({ type: 'delete-item', itemId });
      // Written only, or heard already: what is still to be heard says so itself.
      const isAnswer = event.status === 'completed' && event.output.some(({ kind }) => kind === 'message');
      if (isAnswer && !this.#playback.playing) this.#speech.memory.answered();
    }
    if (late || this.#isOwnAffair(event)) return;

    if (event.type === 'audio-delta') {
      this.#playback.play(event.itemId, event.contentIndex, this.#sound.decode(event.pcm));
      return;
    }
    if (event.type === 'audio-done') this.#playback.end(event.itemId, event.contentIndex);
    if (event.type === 'transcript-delta' && !this.#wire.carriesAudio) this.#playback.expect(event.itemId, event.contentIndex);
    this.#report({ type: 'event', event });
    // The server cancels its answer itself unless it was told not to; a second cancel would only race with it.
    if (event.type === 'speech-started') void this.#interrupt(!this.#interruptsResponse);
  }

  /** An answer to what the page never asked. */
  #isOwnAffair(event: ServerEvent): boolean {
    if (isSign(event)) this.#pulse.answered();
    return isSign(event) || (event.type === 'error' && event.clientEventId?.startsWith(DELETION) === true);
  }

  // ---- to the wire

  #send(asked: ClientCommand): void {
    const command = asked.type === 'delete-item' ? { ...asked, eventId: `${DELETION}${++this.#deletions}` } : asked;
    if (command.type === 'clear-audio') {
      this.#speech.beginTurn();
      this.#speech.memory.forget();
    }
    this.#expectations.note(command);
    if (command.type === 'update-session') this.#speech.memory.manual = command.settings.turnDetection === 'none';
    this.#wire.send(command);
  }

  #respond(): void {
    if (this.#wire.isOpen) this.#follow(this.#sequencer.request());
  }

  /** Does what the sequencer decided, and bounds the wait for the service's word to a request. */
  #follow(commands: readonly ClientCommand[]): void {
    for (const command of commands) {
      if (command.type === 'cancel-response' && command.responseId !== undefined) this.#answers.kill([command.responseId]);
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
    this.#wire.send({ type: 'append-audio', pcm: this.#sound.encode(pcm) });
    return true;
  }

  async #attachCapture(port: MessagePort | null): Promise<void> {
    await this.#speech.attach(port);
    // A microphone that was closed in the midst of a turn brings no silence to end it by.
    if (port === null && this.#serviceHears) this.#speech.pushSilence(CLOSING_SILENCE_MS);
  }

  #beginHearing(): void {
    this.#serviceHears = true;
    // It takes a moment to find speech: a microphone may have been closed right behind a short word.
    if (!this.#speech.attached) this.#speech.pushSilence(CLOSING_SILENCE_MS);
  }

  /** Half duplex: the microphone rests while something is heard, and until its last echo has died away. */
  #rests(): boolean {
    return !this.#bargeIn && (this.#playback.playing || performance.now() < this.#quietAt);
  }

  #onPlaying(value: boolean): void {
    if (!value) this.#quietAt = performance.now() + this.#latencyMs + ECHO_TAIL_MS;
    this.#ducking.end();
    this.#report({ type: 'playing', value });
  }

  async #endTurn(): Promise<void> {
    await this.#speech.flush();
    this.#report({ type: 'turn-flushed' });
    if (!this.#speech.endTurn(() => this.#commit())) this.#send({ type: 'clear-audio' });
  }

  #commit(): void {
    this.#send({ type: 'commit-audio' });
    this.#respond();
  }

  // ---- interruption

  async #interrupt(cancel: boolean): Promise<void> {
    if (this.#wire.carriesAudio) return this.#interruptService(cancel);
    const [attempt, isOpen] = [this.#attempt, this.#wire.isOpen];
    const clearing = this.#playback.clear();
    const active = [...this.#sequencer.active];
    this.#sequencer.abandon();
    // Found out now: while the worklet answers, more of the dead answer comes.
    const silent = this.#silent(active);
    this.#answers.kill(active);
    this.#forget(silent);
    if (cancel) for (const responseId of active) this.#send({ type: 'cancel-response', responseId });
    // Between the call and the answer to it no response is active; the relay takes this for its tool.
    if (cancel && active.length === 0 && this.#expectations.toolsRun) this.#send({ type: 'cancel-response' });
    const cleared = await clearing;
    if (attempt !== this.#attempt || isOpen !== this.#wire.isOpen) return;
    const plan = this.#planCut(cleared);
    for (const { itemId, contentIndex, audioEndMs } of plan.truncate) {
      if (!this.#inherited.has(itemId)) this.#send({ type: 'truncate-item', itemId, contentIndex, audioEndMs });
    }
    this.#forget(plan.remove);
    this.#reportCut(plan, silent);
  }

  /** Items of which nothing can be heard any more. Without a loudspeaker words are read, not heard. */
  #silent(responseIds: readonly string[]): readonly string[] {
    return this.#playback.attached ? this.#answers.silent(responseIds) : [];
  }

  #planCut(cleared: Cleared): InterruptionPlan {
    const framesPerMs = this.#sound.rate / 1_000;
    return planInterruption(cleared, this.#latencyMs * framesPerMs, framesPerMs);
  }

  #reportCut(plan: InterruptionPlan, silent: readonly string[]): void {
    if (plan.truncate.length > 0) this.#speech.memory.answered();
    const report = cutReport(plan, silent);
    if (report !== null) this.#report(report);
  }

  /** When the service heard the visitor itself, it does all of it by itself; but for what plays on from a lost session. */
  #interruptService(cancel: boolean): void {
    if (this.#playback.playing) void this.#playback.clear();
    this.#sequencer.abandon();
    if (!cancel) return;
    for (const command of this.#servicePlayback.silence(this.#sequencer.active, this.#expectations.toolsRun)) this.#send(command);
  }

  #forget(itemIds: readonly string[]): void {
    for (const itemId of this.#answers.forget(itemIds)) this.#send({ type: 'delete-item', itemId });
  }
}
