import { AssistantError } from '../base/assistant-error.ts';
import type { Approval, ToolActivity } from '../conversation/conversation.ts';
import type { ClientCommand, ToolDeclaration } from '../protocol/client-command.ts';
import type { ServerEvent } from '../protocol/server-event.ts';
import type { ClientTool } from './client-tool.ts';
import { newItemId } from './item-id.ts';
import { ServiceTurns } from './service-turns.ts';
import { runTool, type ToolCall } from './tool-runner.ts';

/** A reason is a sentence; more is a mistake. */
const REASON_LIMIT = 1_000;

export interface ToolTurnHandlers {
  readonly send: (command: ClientCommand) => void;
  readonly respond: () => void;
  readonly onCall: (call: ToolActivity, status: 'started' | 'completed' | 'failed') => void;
  readonly onError: (error: AssistantError) => void;
}

/**
 * The page's tools, and the turns in which the model calls them. All calls of one response run side by side; when the
 * last output is sent the model is asked to go on, once. The same for the tools that the service runs by itself.
 */
export class ToolTurns {
  /** Of the options, and those that were registered, which come first. */
  readonly #tools = new Map<string, ClientTool>();
  readonly #registered = new Map<string, ClientTool>();
  readonly #handlers: ToolTurnHandlers;
  readonly #open = new Map<string, number>();
  readonly #service: ServiceTurns;
  #abort = new AbortController();

  constructor(tools: readonly ClientTool[], handlers: ToolTurnHandlers) {
    this.#handlers = handlers;
    this.#service = new ServiceTurns(handlers.respond);
    this.replace(tools);
  }

  get declarations(): readonly ToolDeclaration[] {
    return [...new Map([...this.#tools, ...this.#registered]).values()].map(({ name, description, parameters }) => ({ name, description, parameters }));
  }

  replace(tools: readonly ClientTool[]): void {
    this.#tools.clear();
    for (const tool of tools) this.#tools.set(tool.name, tool);
  }

  add(tool: ClientTool): () => void {
    this.#registered.set(tool.name, tool);
    return () => {
      if (this.#registered.get(tool.name) === tool) this.#registered.delete(tool.name);
    };
  }

  /** Told of every event of the wire. */
  follow(event: ServerEvent): void {
    this.#service.follow(event);
  }

  call(call: ToolCall & { readonly responseId: string }): void {
    this.#open.set(call.responseId, (this.#open.get(call.responseId) ?? 0) + 1);
    void this.#run(call, this.#abort.signal);
  }

  /** Gives or refuses consent to a call of an MCP server's tool. */
  answer(waiting: readonly Approval[], approvalId: string, approve: boolean, reason?: string): void {
    if (!waiting.some((approval) => approval.approvalId === approvalId)) {
      throw new AssistantError('invalid-option', `approvalId is "${approvalId}"; it may be one of a call in snapshot.approvals.`);
    }
    if (reason !== undefined && !(typeof reason === 'string' && reason.length <= REASON_LIMIT)) {
      throw new AssistantError('invalid-option', `reason may be a text of at most ${REASON_LIMIT} characters.`);
    }
    const why = reason !== undefined && { reason };
    const eventId = `approval_${approvalId}`;
    this.#handlers.send({ type: 'answer-approval', itemId: newItemId(), approvalId, approve: approve === true, ...why, eventId });
    // Of a call that runs the end is waited for; one that does not has none.
    if (approve !== true) this.#handlers.respond();
  }

  /** The conversation that asked is gone; what still runs is told so, and its result goes nowhere. */
  abort(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#open.clear();
    this.#service.abort();
  }

  async #run(call: ToolCall & { readonly responseId: string }, signal: AbortSignal): Promise<void> {
    const tool = this.#registered.get(call.name) ?? this.#tools.get(call.name);
    const activity: ToolActivity = { callId: call.callId, name: call.name, label: tool?.label ?? null };
    this.#handlers.onCall(activity, 'started');
    const { output, error } = await runTool(tool, call, signal);
    if (signal.aborted) return;
    if (error !== null) this.#handlers.onError(error);
    this.#handlers.send({ type: 'create-tool-output', callId: call.callId, output });
    const left = (this.#open.get(call.responseId) ?? 1) - 1;
    if (left > 0) {
      this.#open.set(call.responseId, left);
    } else {
      this.#open.delete(call.responseId);
      this.#handlers.respond();
    }
    // After the answer was asked for: the face goes on thinking, without a moment of listening in between.
    this.#handlers.onCall(activity, error === null ? 'completed' : 'failed');
  }
}
