import type { User } from '../access/visitor.js';
import { ToolError } from './tool-error.js';
import type { Passage } from '../knowledge/store.js';
import type { Tool, ToolResult } from './tool.js';

const defaultTimeoutMs = 10_000;
/** More than this would not fit into a model's context beside the conversation. */
const maxOutputBytes = 256 * 1024;

export interface ToolOutcome extends ToolResult {
  readonly status: 'completed' | 'failed';
}

export interface ToolCall {
  readonly name: string;
  /** JSON as the model wrote it, whole or broken. */
  readonly arguments: string;
}

interface RunContext {
  readonly sessionId: string;
  readonly user: User | null;
  /** Aborted when the visitor stops the answer or the session ends. */
  readonly signal: AbortSignal;
  log(line: string): void;
}

/**
 * Runs one call within its time. Never rejects: whatever goes wrong becomes an output `{"error": …}` that the model
 * can explain.
 */
export async function runTool(tool: Tool | undefined, call: ToolCall, context: RunContext): Promise<ToolOutcome> {
  if (!tool) return failure(`There is no tool named "${call.name.slice(0, 64)}".`);
  let args: unknown;
  try {
    args = JSON.parse(call.arguments);
  } catch {
    return failure('The arguments are not valid JSON. Call the tool again with a JSON object.');
  }
  const timeoutMs = tool.timeoutMs ?? defaultTimeoutMs;
  const ending = new AbortController();
  const end = (): void => ending.abort(context.signal.reason);
  if (context.signal.aborted) end();
  context.signal.addEventListener('abort', end, { once: true });
  const timer = setTimeout(() => ending.abort(new ToolError('The tool took too long and was stopped.')), timeoutMs);
  try {
    // A tool may ignore its signal: the race makes its time hold all the same.
    const result = await Promise.race([
      Promise.resolve().then(() => tool.run(args, { signal: ending.signal, sessionId: context.sessionId, user: context.user })),
      aborted(ending.signal),
    ]);
    if (typeof result?.output !== 'string') throw new TypeError('it gave no string "output"');
    if (result.passages !== undefined && !(Array.isArray(result.passages) && result.passages.every(isPassage))) {
      throw new TypeError('"passages" must be a list of { id, title, heading, url, text }, all strings');
    }
    if (Buffer.byteLength(result.output) > maxOutputBytes) return failure('The tool found too much to read.');
    return { ...result, status: 'completed' };
  } catch (error) {
    // By name: a tool of a configuration file may come with a copy of this package of its own.
    if (error instanceof Error && error.name === 'ToolError') return failure(error.message);
    if (!context.signal.aborted) context.log(`tool ${tool.name} failed: ${firstLine(error)}`);
    return failure('The tool failed. Say that it did not work, and offer to try again.');
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener('abort', end);
    ending.abort();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function isPassage(value: unknown): value is Passage {
  if (typeof value !== 'object' || value === null) return false;
  const { id, title, heading, url, text } = value as Partial<Passage>;
  return [id, title, heading, url, text].every((field) => typeof field === 'string');
}

function failure(message: string): ToolOutcome {
  return { status: 'failed', output: JSON.stringify({ error: message }) };
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0]!.slice(0, 200);
}
