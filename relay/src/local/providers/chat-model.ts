import type { Entry } from '../conversation.js';
import type { ProviderOptions } from '../engine-options.js';
import type { Model, Reply, Turn } from '../model.js';
import { speakable } from '../sentences.js';
import { providerRequest } from './provider-request.js';

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string | null;
  tool_calls?: ToolCall[];
  readonly tool_call_id?: string;
}

/** Answers by any OpenAI-compatible `POST /chat/completions` with tools. */
export class ChatModel implements Model {
  readonly #options: ProviderOptions;

  constructor(options: ProviderOptions) {
    this.#options = options;
  }

  async reply(turn: Turn): Promise<readonly Reply[]> {
    const last = turn.entries.at(-1);
    const hearing = await last?.heard;
    turn.signal.throwIfAborted();
    if (hearing?.kind === 'nothing') return [{ type: 'message', text: 'Sorry, I did not catch that.' }];
    const useTools = turn.tools.length > 0 && turn.toolChoice !== 'none';
    const { toolChoice } = turn;
    const body = {
      model: this.#options.model,
      messages: [
        { role: 'system', content: turn.responseInstructions ?? turn.instructions },
        ...(await messagesOf(turn.entries)),
      ],
      ...(useTools
        ? {
            tools: turn.tools.map(({ name, description, parameters }) => ({
              type: 'function',
              function: { name, description, parameters },
            })),
            tool_choice:
              typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: { name: toolChoice.name } },
          }
        : {}),
    };
    const answer = await providerRequest(this.#options, '/chat/completions', body, turn.signal, MAX_ANSWER_BYTES);
    return repliesOf(JSON.parse(answer.toString('utf8')));
  }
}

function repliesOf(answer: unknown): Reply[] {
  const message = (answer as { choices?: { message?: { content?: unknown; tool_calls?: unknown } }[] } | null)
    ?.choices?.[0]?.message;
  if (message === undefined) throw new Error('/chat/completions of the provider answered without a message.');
  const replies: Reply[] = [];
  const content = typeof message.content === 'string' ? speakable(message.content) : '';
  if (content !== '') replies.push({ type: 'message', text: content });
  for (const call of Array.isArray(message.tool_calls) ? (message.tool_calls as Partial<ToolCall>[]) : []) {
    if (typeof call.function?.name !== 'string' || typeof call.function.arguments !== 'string') continue;
    replies.push({ type: 'function_call', name: call.function.name, arguments: call.function.arguments });
  }
  if (replies.length === 0)
    throw new Error('/chat/completions of the provider answered with neither words nor a tool call.');
  return replies;
}

async function messagesOf(entries: readonly Entry[]): Promise<Message[]> {
  const messages: Message[] = [];
  for (const { item, heard } of entries) {
    if (item.type === 'function_call_output') {
      messages.push({ role: 'tool', content: item.output, tool_call_id: item.call_id });
      continue;
    }
    if (item.type === 'function_call') {
      const call: ToolCall = {
        id: item.call_id,
        type: 'function',
        function: { name: item.name, arguments: item.arguments },
      };
      const before = messages.at(-1);
      // Calls of one turn belong into one message, or services complain that a call has no output.
      if (before?.tool_calls !== undefined) before.tool_calls.push(call);
      else messages.push({ role: 'assistant', content: null, tool_calls: [call] });
      continue;
    }
    const hearing = await heard;
    const written = item.content.map((part) => part.text ?? part.transcript ?? '').join(' ');
    const content =
      hearing?.kind === 'understood'
        ? hearing.text
        : hearing?.kind === 'unsure'
          ? `(unclear, perhaps: ${hearing.topic})`
          : written;
    if (content.trim() !== '') messages.push({ role: item.role, content });
  }
  return messages;
}
