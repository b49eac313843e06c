import { extractAnswer, passagesOf } from './answer.js';
import type { Entry } from './conversation.js';
import type { Model, Reply, Turn } from './model.js';
import type { Hearing } from './recognition.js';
import { speakable } from './sentences.js';
import type { FunctionTool, ToolChoice } from './session-settings.js';

const GREETING = 'Hello! How can I help you?';
const GREETINGS = /^(?:hello|hi|hey|good (?:morning|afternoon|evening))(?: there)?$/;
const THANKS = /^(?:thanks|thank you|no,? thanks|no thank you|okay thanks)(?: (?:very much|a lot|so much))?$/;
const FAREWELLS = /^(?:goodbye|bye|bye bye|see you)$/;
const SELF = /^(?:who|what) are you$|^what(?:'s| is) your name$/;
const ABILITIES = /^(?:what can (?:you do|i ask(?: you)?)|(?:how can you|can you) help me|help)$/;
const YES = /^(?:yes|yeah|yep|yes please|right|exactly|sure)$/;
const NO = /^(?:no|nope|stop|okay|ok)$/;

/**
 * Does by rule what a language model does on a site: takes small talk, calls the search tool for a question, and reads the
 * best sentences out of what it found. It makes up nothing, since it can only quote.
 */
export const localModel: Model = {
  async reply(turn) {
    const last = turn.entries.at(-1);
    if (turn.responseInstructions !== null && (last === undefined || !needsAnswer(last)))
      return say(scripted(turn.responseInstructions));
    if (last === undefined) return say(scripted(turn.responseInstructions ?? ''));
    if (last.item.type === 'function_call_output') return say(fromTool(last.item.output, last.item.call_id, turn));
    if (last.item.type !== 'message' || last.item.role !== 'user') return say(GREETING);
    if (last.idle === true) return say(`Are you still there?${invitation(turn.topics)}`);
    const hearing = await hearingOf(last);
    turn.signal.throwIfAborted();
    return answer(hearing, turn);
  },
};

function answer(hearing: Hearing, turn: Turn): Reply[] {
  if (hearing.kind === 'nothing') return say(`Sorry, I did not catch that.${invitation(turn.topics)}`);
  if (hearing.kind === 'unsure') {
    return [{ type: 'message', text: `Did you mean ${hearing.topic}?`, suggestion: hearing.topic }];
  }
  const text = hearing.text.trim();
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z' ]/g, '')
    .trim();
  const suggestion = lastSuggestion(turn.entries);
  if (suggestion !== undefined && YES.test(plain)) return search(suggestion, turn);
  if (text === '') return say(`Sorry, I did not catch that.${invitation(turn.topics)}`);
  if (GREETINGS.test(plain)) return say(`Hello! How can I help you?${invitation(turn.topics)}`);
  if (THANKS.test(plain)) return say("You're welcome!");
  if (FAREWELLS.test(plain)) return say('Goodbye!');
  if (SELF.test(plain)) return say("I am this site's assistant. I look for answers in its pages and read them to you.");
  if (ABILITIES.test(plain)) return say(`I can answer questions from this site's pages.${invitation(turn.topics)}`);
  if (YES.test(plain)) return say(`What would you like to know?${invitation(turn.topics)}`);
  if (NO.test(plain)) return say('All right.');
  return search(text, turn);
}

function search(question: string, turn: Turn): Reply[] {
  const tool = searchTool(turn.tools, turn.toolChoice);
  if (tool !== undefined)
    return [{ type: 'function_call', name: tool.name, arguments: JSON.stringify({ query: question }) }];
  return say('I can only answer with what a search of this site finds, and I have no search tool at the moment.');
}

/** A tool named `search`, or one that needs a `query` and nothing else, as far as `tool_choice` allows. */
export function searchTool(tools: readonly FunctionTool[], choice: ToolChoice): FunctionTool | undefined {
  if (choice === 'none') return undefined;
  const searches = tools.filter(({ name, parameters }) => {
    const properties = (parameters?.['properties'] ?? {}) as Record<string, { type?: unknown } | undefined>;
    const required = Array.isArray(parameters?.['required']) ? (parameters['required'] as unknown[]) : [];
    const takesQuery = properties['query']?.type === 'string';
    return takesQuery && (name === 'search' || (required.length === 1 && required[0] === 'query'));
  });
  if (typeof choice === 'object') return searches.find(({ name }) => name === choice.name);
  return searches.find(({ name }) => name === 'search') ?? searches[0];
}

function fromTool(output: string, callId: string, turn: Turn): string {
  const call = turn.entries.find(({ item }) => item.type === 'function_call' && item.call_id === callId)?.item;
  const query = call?.type === 'function_call' ? queryOf(call.arguments) : undefined;
  if (query === undefined) {
    // The output of another tool than a search, e.g. one of the page's own: said as it is, when it can be said.
    const plain = speakable(output.slice(0, 400));
    return /^[[{]/.test(plain) || plain === '' ? 'Done.' : plain;
  }
  const { passages, error } = passagesOf(output);
  if (error !== undefined)
    return 'I am sorry, the search of this site did not work just now. Please try again in a moment.';
  const found = extractAnswer(query, passages);
  return found ?? `I am sorry, I found nothing about that in this site's pages.${invitation(turn.topics)}`;
}

function queryOf(args: string): string | undefined {
  try {
    const { query } = JSON.parse(args) as { query?: unknown };
    return typeof query === 'string' ? query : undefined;
  } catch {
    return undefined;
  }
}

/** What instructions of a greeting ask to be said: the words in quotes, or those after a colon, else our own. */
function scripted(instructions: string): string {
  const quote =
    /["“„«]([^"“”„«»]{2,600})["”“»]/.exec(instructions)?.[1] ??
    /\b(?:say|greet|tell|begin|read)\b[^:\n]{0,120}:\s*(\S[^\n]{1,600})/i.exec(instructions)?.[1];
  return quote === undefined ? GREETING : speakable(quote);
}

function needsAnswer({ item }: Entry): boolean {
  return item.type === 'function_call_output' || (item.type === 'message' && item.role === 'user');
}

async function hearingOf(entry: Entry): Promise<Hearing> {
  if (entry.heard !== undefined) return entry.heard;
  if (entry.item.type !== 'message') return { kind: 'nothing' };
  const text = entry.item.content
    .map((part) => part.text ?? part.transcript ?? '')
    .join(' ')
    .trim();
  return text === '' ? { kind: 'nothing' } : { kind: 'understood', text };
}

/** The topic of "Did you mean …?", when that was the last thing the assistant said. */
function lastSuggestion(entries: readonly Entry[]): string | undefined {
  return entries.findLast(({ item }) => item.type === 'message' && item.role === 'assistant')?.suggestion;
}

function invitation(topics: readonly string[]): string {
  if (topics.length === 0) return '';
  // Spread over the list: its first entries are often neighbours.
  const step = Math.max(1, Math.floor(topics.length / 3));
  const some = [
    ...new Set([
      topics[0]!,
      topics[Math.min(step, topics.length - 1)]!,
      topics[Math.min(step * 2, topics.length - 1)]!,
    ]),
  ];
  const names = some.length === 1 ? some[0]! : `${some.slice(0, -1).join(', ')} or ${some.at(-1)!}`;
  return ` You can ask me about ${names}.`;
}

function say(text: string): Reply[] {
  return [{ type: 'message', text }];
}
