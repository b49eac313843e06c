import type { AssistantErrorCode } from '../base/assistant-error.ts';
import type { StringKey } from './strings.ts';

/** What to tell a visitor about an error, and which button helps: a new connection, a new conversation, the microphone again, or none. */
export interface ErrorWords {
  readonly title: StringKey;
  readonly hint: StringKey;
  readonly cure: 'connect' | 'anew' | 'microphone' | 'none';
}

const unavailable: ErrorWords = { title: 'errorUnavailable', hint: 'errorUnavailableHint', cure: 'none' };
const server: ErrorWords = { title: 'errorServer', hint: 'errorServerHint', cure: 'connect' };

/** Given up by its owner, or of no weight to the conversation. */
const untold = ['aborted', 'load-failed', 'hold-sound-failed', 'unsupported-setting', 'storage-failed', 'locale-failed'] as const;

type Untold = (typeof untold)[number];

function isUntold(code: AssistantErrorCode): code is Untold {
  return (untold as readonly AssistantErrorCode[]).includes(code);
}

const words: Record<Exclude<AssistantErrorCode, Untold>, ErrorWords> = {
  'invalid-option': unavailable,
  // A relay that is just being replaced refuses too, for a moment.
  'relay-refused': { ...unavailable, cure: 'connect' },
  unauthorized: unavailable,
  'sign-in-required': { title: 'errorSignIn', hint: 'errorSignInHint', cure: 'connect' },
  quota: unavailable,
  'dialect-mismatch': unavailable,
  misconfigured: unavailable,
  'not-connected': { title: 'errorConnection', hint: 'errorConnectionHint', cure: 'connect' },
  'connection-lost': { title: 'errorConnection', hint: 'errorConnectionHint', cure: 'connect' },
  'connect-timeout': { title: 'errorTimeout', hint: 'errorTimeoutHint', cure: 'connect' },
  'request-timeout': { title: 'errorTimeout', hint: 'errorTimeoutHint', cure: 'connect' },
  busy: { title: 'errorBusy', hint: 'errorBusyHint', cure: 'connect' },
  'limit-reached': { title: 'errorLimit', hint: 'errorLimitHint', cure: 'none' },
  'session-ended': { title: 'errorEnded', hint: 'errorEndedHint', cure: 'anew' },
  'server-error': server,
  'protocol-error': server,
  'tool-failed': { title: 'errorTool', hint: 'errorToolHint', cure: 'none' },
  'microphone-denied': { title: 'errorMicrophoneDenied', hint: 'errorMicrophoneDeniedHint', cure: 'microphone' },
  'microphone-missing': { title: 'errorMicrophoneMissing', hint: 'errorMicrophoneMissingHint', cure: 'microphone' },
  'microphone-in-use': { title: 'errorMicrophoneInUse', hint: 'errorMicrophoneInUseHint', cure: 'microphone' },
  'speaker-missing': { title: 'errorSpeaker', hint: 'errorSpeakerHint', cure: 'none' },
  'insecure-page': { title: 'errorInsecure', hint: 'errorInsecureHint', cure: 'none' },
  'audio-unsupported': { title: 'errorNoAudio', hint: 'errorNoAudioHint', cure: 'none' },
  'voice-unavailable': { title: 'errorNoVoice', hint: 'errorNoVoiceHint', cure: 'none' },
  'worklet-blocked': { title: 'errorNoAudio', hint: 'errorNoAudioHint', cure: 'none' },
};

/**
 * Words for `code`; undefined for what a visitor need not hear of. What the operator has to mend is told as "not
 * available": the details go to the developer, in the `realtime-error` event.
 */
export function errorWords(code: AssistantErrorCode, online: boolean): ErrorWords | undefined {
  if (isUntold(code)) return undefined;
  const found = words[code];
  if (!online && (found.cure === 'connect' || found.cure === 'anew'))
    return { title: 'errorOffline', hint: 'errorOfflineHint', cure: 'connect' };
  return found;
}
