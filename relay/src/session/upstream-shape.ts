import type { FieldList } from './field-list.js';

/** A function as the Realtime API declares it. */
export interface FunctionDeclaration {
  readonly type: 'function';
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A JSON object of the wire. */
export type WireObject = Record<string, unknown>;

/** What the operator wants of every session; no browser has a say in `instructions` and `tools`. */
export interface SessionSetup {
  readonly instructions: string;
  readonly tools: readonly FunctionDeclaration[];
  readonly voice: string | undefined;
  /** The wire's own object, or null for push-to-talk. */
  readonly turnDetection: Readonly<WireObject> | null;
  readonly transcription: Transcription;
}

/**
 * How the visitor's speech is written down. The three belong together: services replace the object rather than merge
 * it.
 */
export interface Transcription {
  readonly model: string;
  readonly language?: string;
  readonly prompt?: string;
}

/** Where GA and beta differ, as far as the relay must know. */
export interface UpstreamShape {
  readonly name: 'ga' | 'beta';
  /** The `session` of the relay's own `session.update`. */
  session(setup: SessionSetup): WireObject;
  /** What a browser may set in a `session.update`; `tools` are judged apart. */
  readonly sessionFields: FieldList;
  /** What a browser may set in the `response` of a `response.create`. */
  readonly responseFields: FieldList;
  /** Completes a `session` that came from the browser, already filtered, with what the service needs beside it. */
  complete(session: WireObject, transcription: Transcription): WireObject;
  /** Removes the recogniser's vocabulary from a `session` of the server. */
  removeVocabulary(session: WireObject): void;
  /** The `session` of a browser's `session.update` that asks for written answers. */
  readonly writtenSession: Readonly<WireObject>;
  /** Type of an assistant's text part in an item that a client creates. */
  readonly assistantTextPart: 'output_text' | 'text';
  /** Events that carry the whole text of an answer, and the field that holds it. */
  readonly answerTexts: ReadonlyMap<string, 'transcript' | 'text'>;
}
