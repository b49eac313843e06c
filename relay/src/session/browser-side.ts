import type { Approvals } from './approvals.js';
import { judgeBrowserEvent, type ClientToolRule } from './browser-policy.js';
import { isWireObject } from './field-list.js';
import { readFrameHead } from './frame-head.js';
import type { LatencyWatch } from './latency-watch.js';
import { parseFrame } from './parse-frame.js';
import type { SessionCounts } from './session-counts.js';
import type { Transcript } from './transcript.js';
import type { ToolTurns } from './tool-turns.js';
import type { SessionSetup, UpstreamShape, WireObject } from './upstream-shape.js';
import { relayError } from './wire-events.js';

interface BrowserSideOptions {
  readonly shape: UpstreamShape;
  readonly setup: Promise<SessionSetup>;
  readonly clientTools: ClientToolRule;
  /** Over WebRTC audio has its own way. */
  readonly isCall: boolean;
  readonly counts: SessionCounts;
  readonly turns: ToolTurns;
  readonly approvals: Approvals;
  readonly transcript?: Transcript | undefined;
  readonly latency: LatencyWatch;
  toUpstream(frame: Buffer | string): void;
  toBrowser(event: WireObject): void;
}

/** Everything that a browser sends: audio passes whole, the rest is judged and written anew. */
export class BrowserSide {
  readonly #options: BrowserSideOptions;
  #setup: SessionSetup | undefined;
  #pageTools: readonly WireObject[] = [];
  #isTranslation = false;

  constructor(options: BrowserSideOptions) {
    this.#options = options;
    void options.setup.then((setup) => {
      this.#setup = setup;
    });
  }

  isClientTool(name: string): boolean {
    return this.#pageTools.some((tool) => tool['name'] === name);
  }

  /** Takes one text frame, once the relay's own settings hold. Says whether it was audio. */
  receive(frame: Buffer): 'audio' | 'event' {
    const head = readFrameHead(frame);
    if (head?.type === 'input_audio_buffer.append' && !this.#options.isCall && head.keys.every(isAppendField)) {
      this.#options.toUpstream(frame);
      return 'audio';
    }
    const event = parseFrame(frame);
    if (event) this.#judge(event);
    else this.#refuse('invalid_json', 'A frame must be a JSON object with a string "type", nested 100 deep at most.');
    return 'event';
  }

  refuseBinary(): void {
    this.#refuse('invalid_json', 'Frames are text; audio goes as base64 in input_audio_buffer.append.');
  }

  #judge(event: WireObject): void {
    const { shape, clientTools, isCall, turns, approvals, toUpstream } = this.#options;
    if (!this.#setup) return;
    const verdict = judgeBrowserEvent(event, {
      shape,
      clientTools,
      isCall,
      tools: this.#setup.tools,
      transcription: this.#setup.transcription,
      instructions: this.#setup.instructions,
      isTranslation: this.#isTranslation,
      pageTools: this.#pageTools,
      isClientCall: (callId) => turns.isClientCall(callId),
      isOpenApproval: (id) => approvals.isOpen(id),
    });
    for (const { code, message, param } of verdict.refusals) this.#refuse(code, message, param, event['event_id']);
    if (!verdict.event) return;
    this.#isTranslation = verdict.isTranslation ?? this.#isTranslation;
    this.#pageTools = verdict.pageTools ?? this.#pageTools;
    if (verdict.event['type'] === 'response.create' && turns.swallowsCreate()) return;
    if (verdict.event['type'] === 'response.create') this.#options.latency.turnEnded();
    if (verdict.event['type'] === 'response.cancel') turns.cancel(verdict.event['response_id']);
    toUpstream(JSON.stringify(verdict.event));
    const item = verdict.event['item'];
    if (!isWireObject(item)) return;
    this.#keep(item);
    if (item['type'] === 'function_call_output') turns.clientOutput(String(item['call_id']));
    if (item['type'] === 'mcp_approval_response') approvals.answered(String(item['approval_request_id']));
  }

  /** A typed message; those of the assistant are told again after a lost connection, and were kept before. */
  #keep({ type, role, content }: WireObject): void {
    const { transcript } = this.#options;
    if (!transcript || type !== 'message' || role !== 'user' || !Array.isArray(content)) return;
    const parts = content.map((part: unknown) => (isWireObject(part) && typeof part['text'] === 'string' ? part['text'] : ''));
    transcript.add('user', parts.join(' '));
  }

  #refuse(
    code: 'invalid_json' | 'event_not_allowed' | 'field_not_allowed',
    message: string,
    param: string | null = null,
    answers?: unknown,
  ): void {
    this.#options.counts.refusals++;
    this.#options.toBrowser(relayError(code, message, { param, answers }));
  }
}

function isAppendField(key: string): boolean {
  return key === 'type' || key === 'audio' || key === 'event_id';
}
