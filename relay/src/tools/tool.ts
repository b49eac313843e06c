import type { User } from '../access/visitor.js';
import type { Passage } from '../knowledge/store.js';
import type { Note } from '../notes/notes-store.js';

/** A JSON Schema object, as the Realtime API takes it for a function's parameters. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a tool knows of the call that it answers. */
export interface ToolContext {
  /** Aborted when the tool's time is over, the visitor stopped the answer, or the session ended. */
  readonly signal: AbortSignal;
  readonly sessionId: string;
  /** Who talks; null for one who has not signed in. */
  readonly user: User | null;
}

export interface NoteChange {
  readonly action: 'added' | 'edited' | 'deleted';
  readonly note: Note;
}

export interface ToolResult {
  /** What the model reads: the `output` of the `function_call_output` item. */
  readonly output: string;
  /** Passages that the answer may lean on; the relay shows the visitor those that it really used. */
  readonly passages?: readonly Passage[];
  /** A note that the tool changed: the visitor's page is told, so that a list of notes which it shows stays true. */
  readonly note?: NoteChange;
}

/** A function that the model may call and the relay runs. It must hold no state of a session. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonSchema;
  /** Longest run in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** What the visitor may read while it runs, e.g. "Searching the site". Default: nothing but the name is shown. */
  readonly label?: string;
  /** `args` is parsed JSON from the model: check it. A thrown error reaches the model as an output; the session lives. */
  run(args: unknown, context: ToolContext): Promise<ToolResult>;
}
