import { AssistantError } from '../base/assistant-error.ts';

/** A function of the page that the model may call, where the relay's operator allows it. */
export interface ClientTool {
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Longest run in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** What the visitor reads while it runs. */
  readonly label?: string;
  /** `args` is parsed JSON from the model: check it. The result reaches the model as a string (objects as JSON). */
  run(args: unknown, context: { readonly signal: AbortSignal }): unknown;
}

const LONGEST_RUN_MS = 600_000;

/** Throws `invalid-option`. */
export function checkTool(tool: ClientTool): void {
  if (typeof tool !== 'object' || tool === null) {
    throw new AssistantError('invalid-option', 'A tool is an object { name, description, parameters, run }.');
  }
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(tool.name)) {
    throw new AssistantError(
      'invalid-option',
      `The tool name "${String(tool.name)}" is not 1 to 64 letters, digits, _ or -.`,
    );
  }
  if (typeof tool.run !== 'function') {
    throw new AssistantError('invalid-option', `The tool "${tool.name}" has no function run(args, { signal }).`);
  }
  const { timeoutMs } = tool;
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= LONGEST_RUN_MS)) {
    throw new AssistantError(
      'invalid-option',
      `timeoutMs of the tool "${tool.name}" is ${String(timeoutMs)}; it goes from 1 to ${LONGEST_RUN_MS}.`,
    );
  }
  if (!isPlainJson(tool.parameters)) {
    throw new AssistantError('invalid-option', `parameters of the tool "${tool.name}" is not a JSON Schema object.`);
  }
}

/** It has to cross a port and a wire: no functions, no cycles. */
function isPlainJson(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  try {
    structuredClone(value);
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}
