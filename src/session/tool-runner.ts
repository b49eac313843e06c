import { AssistantError } from '../base/assistant-error.ts';
import type { ClientTool } from './client-tool.ts';

const DEFAULT_LIMIT_MS = 10_000;
/** The service takes at most so much as an output; more would be refused and the model would wait for ever. */
const OUTPUT_LIMIT = 100_000;

export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  /** JSON text from the model. */
  readonly arguments: string;
}

export interface ToolOutcome {
  /** What the model reads; an error is an object with `error`. */
  readonly output: string;
  readonly error: AssistantError | null;
}

/**
 * Runs one call of a tool of the page. Always resolves: a failure is told to the model, and the conversation goes on.
 */
export async function runTool(
  tool: ClientTool | undefined,
  call: ToolCall,
  session: AbortSignal,
): Promise<ToolOutcome> {
  if (tool === undefined) return failure(`There is no tool named "${call.name}" on this page.`);
  let args: unknown;
  try {
    args = call.arguments.trim() === '' ? {} : JSON.parse(call.arguments);
  } catch {
    return failure(`The arguments of ${call.name} are not JSON.`);
  }
  const limitMs = tool.timeoutMs ?? DEFAULT_LIMIT_MS;
  const run = new AbortController();
  const giveUp = (): void => run.abort(session.reason);
  const timer = setTimeout(() => run.abort(new AssistantError('tool-failed', `${call.name} took too long.`)), limitMs);
  session.addEventListener('abort', giveUp, { once: true });
  if (session.aborted) giveUp();
  try {
    const result = await Promise.race([
      new Promise<never>((_, reject) => {
        if (run.signal.aborted) reject(run.signal.reason);
        else run.signal.addEventListener('abort', () => reject(run.signal.reason), { once: true });
      }),
      tool.run(args, { signal: run.signal }),
    ]);
    return { output: toOutput(result), error: null };
  } catch (cause) {
    const late = run.signal.aborted && !session.aborted;
    return failure(late ? `${call.name} took longer than ${limitMs} ms.` : `${call.name} failed.`, cause);
  } finally {
    clearTimeout(timer);
    session.removeEventListener('abort', giveUp);
  }
}

function toOutput(result: unknown): string {
  const text = typeof result === 'string' ? result : JSON.stringify(result ?? null) ?? 'null';
  return text.length > OUTPUT_LIMIT ? text.slice(0, OUTPUT_LIMIT) : text;
}

/** The cause stays on the page: a stack or an address is nothing to tell a model. */
function failure(message: string, cause?: unknown): ToolOutcome {
  return {
    output: JSON.stringify({ error: message }),
    error: new AssistantError('tool-failed', message, cause === undefined ? {} : { cause }),
  };
}
