import type { User } from '../access/visitor.js';
import type { Passage } from '../knowledge/store.js';
import { runTool } from '../tools/run-tool.js';
import { ToolError } from '../tools/tool-error.js';
import type { NoteChange, Tool } from '../tools/tool.js';
import { isWireObject } from './field-list.js';
import { ResponseGate } from './response-gate.js';
import type { WireObject } from './upstream-shape.js';
import { newEventId, newRelayEventId } from './wire-events.js';

/**
 * How often a model may call tools in a row before it must answer: a loop of calls would cost the operator without
 * end.
 */
const maxRounds = 8;
/** Speech that never ends, because the microphone was shut in the middle, holds an answer back no longer. */
const longestSpeechMs = 30_000;
/** From the end of speech to the response that it begins; recorded sessions show some tens of milliseconds. */
const speechAnswerMs = 1_000;

interface FunctionCall {
  readonly callId: string;
  readonly itemId: string;
  readonly name: string;
  readonly arguments: string;
}

/** The calls of one completed response. Its answer is asked for when nothing is open any more. */
interface Turn {
  readonly responseId: unknown;
  /** Ids of calls without an output. */
  readonly open: Set<string>;
  /** The relay asks for the answer, as it has calls of its own in it; else the browser does. */
  readonly isRelays: boolean;
  /** Aborted when the visitor wants no answer any more. */
  readonly stop: AbortController;
  timer?: NodeJS.Timeout;
}

export interface ToolTurnsOptions {
  readonly sessionId: string;
  readonly user: User | null;
  readonly tools: ReadonlyMap<string, Tool>;
  /** Aborted when the session ends. */
  readonly signal: AbortSignal;
  /** How long the page may take for an output of its own, in milliseconds, where the relay's calls wait for it. */
  readonly clientToolTimeoutMs: number;
  isClientTool(name: string): boolean;
  toUpstream(event: WireObject): void;
  toBrowser(event: WireObject): void;
  /** A tool begins; what is given back is called at its end. */
  onCall(name: string): (status: 'completed' | 'failed') => void;
  onPassages(passages: readonly Passage[], itemId: string): void;
  log(line: string): void;
}

/** Runs the model's tool calls beside the audio: all outputs of a response first, then one `response.create`. */
export class ToolTurns {
  readonly #options: ToolTurnsOptions;
  readonly #gate: ResponseGate;
  readonly #turns = new Set<Turn>();
  readonly #clientCalls = new Map<string, Turn>();
  #rounds = 0;
  #swallows = 0;

  constructor(options: ToolTurnsOptions) {
    this.#options = options;
    this.#gate = new ResponseGate(options.toUpstream);
  }

  isClientCall(callId: string): boolean {
    return this.#clientCalls.has(callId);
  }

  responseCreated(response: WireObject): void {
    this.#gate.created(response);
  }

  /** Starts the calls of a response that completed; a cancelled one may have half a call, and must change nothing. */
  responseDone(response: WireObject): void {
    // The calls of a response beside the conversation have no place in it: nothing could answer them.
    const isInConversation = response['conversation_id'] !== null;
    const calls = response['status'] === 'completed' && isInConversation ? functionCalls(response) : [];
    if (calls.length > 0) {
      this.#start(calls, response['id']);
    } else if (isInConversation) {
      this.#swallows = 0;
      this.#rounds = 0;
    }
    this.#gate.done(response);
  }

  /** Whether an `error` of the service was about a request of ours. */
  refused(error: WireObject): boolean {
    return this.#gate.refused(error);
  }

  /** The page has posted an output. To be told after the output went upstream. */
  clientOutput(callId: string): void {
    const turn = this.#clientCalls.get(callId);
    this.#clientCalls.delete(callId);
    if (turn) this.#settle(turn, callId);
  }

  /**
   * Whether a `response.create` of the page goes no further, because the relay asks for the answer of that turn
   * itself.
   */
  swallowsCreate(): boolean {
    if (this.#swallows === 0) return false;
    this.#swallows--;
    return true;
  }

  /**
   * The visitor wants no answer: the tools that run for it are stopped and none is asked for. With an id, only that
   * response's.
   */
  cancel(responseId: unknown): void {
    for (const turn of this.#turns) {
      if (typeof responseId === 'string' && responseId !== turn.responseId) continue;
      turn.stop.abort(new ToolError('The visitor stopped it.'));
      this.#swallows = 0;
    }
    if (typeof responseId !== 'string') this.#gate.drop();
  }

  /** An answer must not speak over a visitor; what they say may begin a response, which then answers for both. */
  speechStarted(): void {
    this.#gate.hold(longestSpeechMs);
  }

  speechCommitted(): void {
    this.#gate.hold(speechAnswerMs);
  }

  speechCleared(): void {
    this.#gate.release();
  }

  end(): void {
    this.#gate.end();
    for (const turn of this.#turns) clearTimeout(turn.timer);
    this.#turns.clear();
    this.#clientCalls.clear();
  }

  #start(calls: readonly FunctionCall[], responseId: unknown): void {
    const { isClientTool, clientToolTimeoutMs } = this.#options;
    const own = calls.filter((call) => !isClientTool(call.name));
    const turn: Turn = {
      responseId,
      open: new Set(calls.map((call) => call.callId)),
      isRelays: own.length > 0,
      stop: new AbortController(),
    };
    this.#turns.add(turn);
    this.#rounds++;
    for (const call of calls) if (isClientTool(call.name)) this.#clientCalls.set(call.callId, turn);
    if (turn.isRelays && own.length < calls.length) {
      this.#swallows++;
      turn.timer = setTimeout(() => this.#giveUp(turn), clientToolTimeoutMs);
    }
    for (const call of own) void this.#run(call, turn);
  }

  async #run(call: FunctionCall, turn: Turn): Promise<void> {
    const { tools, sessionId, user, signal, log, onCall, onPassages, toBrowser } = this.#options;
    const tool = tools.get(call.name);
    const observed = onCall(tool ? tool.name : 'unknown');
    const tell = (status: string): void =>
      toBrowser({
        type: 'extension.relay.tool_call',
        event_id: newEventId(),
        call_id: call.callId,
        name: call.name,
        label: tool?.label ?? null,
        status,
      });
    tell('started');
    const stop = AbortSignal.any([signal, turn.stop.signal]);
    const outcome = await runTool(tool, call, { sessionId, user, signal: stop, log });
    observed(outcome.status);
    if (signal.aborted) return;
    if (outcome.passages && outcome.passages.length > 0) onPassages(outcome.passages, call.itemId);
    if (outcome.note) toBrowser(noteEvent(outcome.note));
    tell(outcome.status);
    this.#output(call.callId, outcome.output);
    this.#settle(turn, call.callId);
  }

  /** The page never answered: the model is told, and goes on. */
  #giveUp(turn: Turn): void {
    for (const [callId, owner] of this.#clientCalls) {
      if (owner !== turn) continue;
      this.#clientCalls.delete(callId);
      this.#output(callId, JSON.stringify({ error: 'The page did not answer in time.' }));
      this.#settle(turn, callId);
    }
  }

  #output(callId: string, output: string): void {
    this.#options.toUpstream({
      type: 'conversation.item.create',
      event_id: newRelayEventId(),
      item: { type: 'function_call_output', call_id: callId, output },
    });
  }

  #settle(turn: Turn, callId: string): void {
    turn.open.delete(callId);
    if (turn.open.size > 0) return;
    clearTimeout(turn.timer);
    this.#turns.delete(turn);
    if (!turn.isRelays || turn.stop.signal.aborted) return;
    this.#gate.want(this.#rounds >= maxRounds ? { tool_choice: 'none' } : undefined);
  }
}

function noteEvent({ action, note: { id, text, createdAt, updatedAt } }: NoteChange): WireObject {
  const note = { id, text, created_at: createdAt, updated_at: updatedAt };
  return { type: 'extension.relay.note', event_id: newEventId(), action, note };
}

function functionCalls(response: WireObject): FunctionCall[] {
  const output = Array.isArray(response['output']) ? response['output'] : [];
  return output.flatMap((item) => {
    if (!isWireObject(item) || item['type'] !== 'function_call') return [];
    const { id, call_id: callId, name, arguments: args } = item;
    if (typeof callId !== 'string' || typeof name !== 'string') return [];
    return [{ callId, itemId: typeof id === 'string' ? id : '', name, arguments: typeof args === 'string' ? args : '' }];
  });
}
