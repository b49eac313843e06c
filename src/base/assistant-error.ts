/**
 * What can go wrong, as a code to branch on. The message is for people and may change; the code does not.
 *
 * | code | meaning | what helps |
 * |---|---|---|
 * | `invalid-option` | an attribute, property or argument is not of its form | the message names it |
 * | `load-failed` | what is loaded at the first click did not come | check the network, try again; the message names the cause |
 * | `not-connected` | the call needs a session | `connect()` first |
 * | `connect-timeout` | the relay did not answer in time | is it running, is the address right? |
 * | `connection-lost` | the connection broke and did not come back | check the network, `connect()` again |
 * | `relay-refused` | the relay answers, but refused this page | the message names origin and path |
 * | `unauthorized` | the relay, or the service behind it, refused the key or token | the operator's to mend |
 * | `sign-in-required` | the relay wants to know who asks, and got no token or one out of date | sign the visitor in; see `getToken` |
 * | `quota` | the service's quota is used up | the operator's to mend |
 * | `dialect-mismatch` | the other side speaks another protocol version | set `dialect`, or the relay's upstream |
 * | `unsupported-setting` | the wire's dialect has no words for a setting | the message names both; the rest holds |
 * | `misconfigured` | the service refused the relay’s settings, or knows no such model | the operator's to mend |
 * | `busy` | the relay is full | try again later |
 * | `limit-reached` | the visitor has had as much as one may have for now | come back later |
 * | `session-ended` | the time for a session is over | start a new one |
 * | `server-error` | the service reported an error | see the message |
 * | `protocol-error` | a frame could not be understood | a fault of the other side |
 * | `request-timeout` | an answer did not come in time | try again |
 * | `microphone-denied` | the visitor or a policy refused the microphone | text goes on; allow it in the browser |
 * | `microphone-missing` | there is no microphone | text goes on |
 * | `microphone-in-use` | another program holds the microphone | text goes on |
 * | `speaker-missing` | the loudspeaker that was chosen is not there | the system's own plays |
 * | `insecure-page` | browsers give no microphone to a page without HTTPS | serve the page by HTTPS |
 * | `audio-unsupported` | the browser cannot run an AudioWorklet | text goes on |
 * | `worklet-blocked` | the page's security policy lets no worklet load | set `asset-base`, see the docs |
 * | `voice-unavailable` | this network lets no sound through | text goes on |
 * | `hold-sound-failed` | the hold sound could not be loaded or decoded | the message says why; the conversation goes on |
 * | `storage-failed` | the transcript could not be kept for the next page | the message says why; the conversation goes on |
 * | `locale-failed` | the words of a language could not be loaded | the message says which file; the words stay as they are |
 * | `tool-failed` | a tool of the page threw or took too long | the model was told; the session goes on |
 * | `aborted` | the work was given up by its owner | nothing |
 */
export type AssistantErrorCode =
  | 'invalid-option'
  | 'load-failed'
  | 'not-connected'
  | 'connect-timeout'
  | 'connection-lost'
  | 'relay-refused'
  | 'unauthorized'
  | 'sign-in-required'
  | 'quota'
  | 'dialect-mismatch'
  | 'unsupported-setting'
  | 'misconfigured'
  | 'busy'
  | 'limit-reached'
  | 'session-ended'
  | 'server-error'
  | 'protocol-error'
  | 'request-timeout'
  | 'microphone-denied'
  | 'microphone-missing'
  | 'microphone-in-use'
  | 'speaker-missing'
  | 'insecure-page'
  | 'audio-unsupported'
  | 'worklet-blocked'
  | 'voice-unavailable'
  | 'hold-sound-failed'
  | 'storage-failed'
  | 'locale-failed'
  | 'tool-failed'
  | 'aborted';

/** The one error class of the widget: everything it throws, rejects with or reports is one of these. */
export class AssistantError extends Error {
  override readonly name = 'AssistantError';
  readonly code: AssistantErrorCode;
  /** With `busy`: how long the relay wants to be left alone, in milliseconds; undefined where it does not say. */
  readonly retryAfterMs: number | undefined;
  /** With `busy`: the visitor's number in the line, from 1; undefined where there is none. */
  readonly position: number | undefined;

  constructor(
    code: AssistantErrorCode,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number | undefined; position?: number | undefined } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.position = options.position;
  }
}
