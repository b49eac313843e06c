import type { Visitor } from '../access/visitor.js';
import type { Meter } from '../limits/meter.js';
import type { Tool } from '../tools/tool.js';
import { AnswerSources } from './answer-sources.js';
import { Approvals } from './approvals.js';
import { isWireObject } from './field-list.js';
import { frameHead, type FrameHead } from './frame-head.js';
import { HiddenItems } from './hidden-items.js';
import type { LatencyWatch } from './latency-watch.js';
import { parseFrame } from './parse-frame.js';
import { redactResponse, redactSession } from './redaction.js';
import type { SessionObserver } from './session-observer.js';
import type { SessionCounts } from './session-counts.js';
import type { Stage } from './setup-stage.js';
import type { Transcript } from './transcript.js';
import { ToolTurns } from './tool-turns.js';
import type { UpstreamShape, WireObject } from './upstream-shape.js';
import { errorName, isAboutRelay } from './wire-events.js';

interface UpstreamSideOptions {
  readonly id: string;
  readonly visitor: Visitor;
  readonly shape: UpstreamShape;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly clientToolTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly counts: SessionCounts;
  readonly meter: Meter;
  readonly transcript?: Transcript | undefined;
  readonly latency: LatencyWatch;
  readonly observer: SessionObserver;
  isClientTool(name: string): boolean;
  toUpstream(event: WireObject): void;
  toBrowser(event: WireObject): void;
  log(line: string): void;
}

/**
 * What may hold something that a browser must not see: whatever event it comes in, known today or not, a session, a
 * response and an item are looked into.
 */
const readFields = new Set(['session', 'response', 'item', 'previous_item_id']);
/** The same by name, and what the turns of tools live on. All others pass unread. */
const readEvents = new Set([
  'error',
  'conversation.item.deleted',
  'response.function_call_arguments.delta',
  'response.function_call_arguments.done',
  'input_audio_buffer.speech_started',
  'input_audio_buffer.committed',
  'input_audio_buffer.cleared',
]);

const transcriptEvents = new Set(['conversation.item.input_audio_transcription.completed', 'conversation.item.truncated']);

/**
 * Everything that the service sends: read only where policy, tools or sources need it, and passed on as the same
 * bytes when it may be.
 */
export class UpstreamSide {
  readonly turns: ToolTurns;
  readonly approvals = new Approvals();
  readonly #options: UpstreamSideOptions;
  readonly #hidden: HiddenItems;
  readonly #sources = new AnswerSources();

  constructor(options: UpstreamSideOptions) {
    const { id, visitor, tools, signal, clientToolTimeoutMs, counts, isClientTool, observer, toUpstream, toBrowser, log } =
      options;
    this.#options = options;
    this.#hidden = new HiddenItems(isClientTool);
    this.turns = new ToolTurns({
      sessionId: id,
      user: visitor.user,
      tools,
      signal,
      clientToolTimeoutMs,
      isClientTool,
      toUpstream,
      toBrowser,
      onCall: (name) => {
        counts.toolCalls++;
        return observer.tool(name);
      },
      onPassages: (passages, itemId) => this.#sources.add(passages, this.#hidden.visible(itemId)),
      log: (line) => log(`session ${id} ${line}`),
    });
  }

  end(): void {
    this.turns.end();
  }

  /**
   * Frames for the browser, in order: none, the frame itself or a redacted one, and what the relay adds. `stage`
   * while it lasts.
   */
  receive(frame: Buffer, stage: Stage | undefined): (Buffer | string)[] {
    const { shape } = this.#options;
    const head = frameHead(frame);
    if (!head) return [];
    const { type } = head;
    this.#options.latency.sees(type);
    const answerField = shape.answerTexts.get(type);
    if (answerField === undefined && !isRead(head) && !this.#isKept(type)) return [frame];
    const event = parseFrame(frame);
    // Its top level looked right, what is inside does not: nobody could read it.
    if (!event) return [];
    if (answerField !== undefined) {
      this.#options.transcript?.add('assistant', textOf(event[answerField]), event['item_id']);
      return [frame, ...this.#sourcesOf(event, event[answerField])];
    }
    if (stage && !stage.receive(event)) return [];
    if (this.#settles(type, event)) return [];
    const shown = this.#hidden.conceal(event);
    if (!shown) return [];
    this.approvals.shown(shown);
    const visible = redactSession(
      redactResponse(shown, (item) => this.#hidden.isHidden(item)),
      shape,
    );
    return [visible === event ? frame : JSON.stringify(visible)];
  }

  /** Takes what the tools' turns live on; says whether it is the relay's affair alone. */
  #settles(type: string, event: WireObject): boolean {
    const { response, error } = event;
    switch (type) {
      case 'response.created':
        this.#options.latency.responseCreated();
        if (isWireObject(response)) this.turns.responseCreated(response);
        return false;
      case 'response.done':
        if (isWireObject(response)) this.#responseDone(response);
        return false;
      case 'input_audio_buffer.speech_started':
        this.turns.speechStarted();
        return false;
      case 'input_audio_buffer.committed':
        this.#options.latency.turnEnded();
        this.turns.speechCommitted();
        return false;
      case 'input_audio_buffer.cleared':
        this.turns.speechCleared();
        return false;
      case 'conversation.item.input_audio_transcription.completed':
        this.#options.transcript?.add('user', textOf(event['transcript']), event['item_id']);
        return false;
      case 'conversation.item.truncated':
        this.#options.transcript?.cut(event['item_id']);
        return false;
      case 'error':
        return isWireObject(error) && this.#isRelays(error);
      default:
        return false;
    }
  }

  /** Read only where somebody wants it. */
  #isKept(type: string): boolean {
    return this.#options.transcript !== undefined && transcriptEvents.has(type);
  }

  #isRelays(error: WireObject): boolean {
    if (this.turns.refused(error)) return true;
    if (!isAboutRelay(error)) return false;
    const { id, log } = this.#options;
    log(`session ${id} the voice service refused what the relay asked: ${errorName(error)}`);
    return true;
  }

  #responseDone(response: WireObject): void {
    this.#options.counts.used(response);
    this.#options.meter.used(response['usage']);
    const output = Array.isArray(response['output']) ? response['output'] : [];
    const hasCall = output.some((item) => isWireObject(item) && item['type'] === 'function_call');
    this.#options.latency.responseDone(hasCall);
    if (!hasCall && response['status'] === 'completed') this.#sources.turnOver();
    // Before the browser hears that the response is over, it hears that a tool runs: it need not fall silent in
    // between.
    this.turns.responseDone(response);
  }

  #sourcesOf(event: WireObject, text: unknown): string[] {
    if (typeof text !== 'string') return [];
    const sources = this.#sources.answered(text, event['item_id'], event['response_id']);
    return sources ? [JSON.stringify(sources)] : [];
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRead({ type, keys }: FrameHead): boolean {
  return readEvents.has(type) || keys.some((key) => readFields.has(key));
}
