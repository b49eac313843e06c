import type { SessionSnapshot } from '../session/snapshot.ts';
import type { Strings } from './strings.ts';
import { isListening } from './voice-state.ts';

export type StatusParts = Pick<SessionSnapshot, 'status' | 'muted' | 'microphone' | 'mode'>;

/** The few words that say what the assistant is doing; without a session it is as good as idle. */
export function statusWords(snapshot: StatusParts | undefined, strings: Strings): string {
  switch (snapshot?.status) {
    case 'connecting':
      return snapshot.microphone === 'opening' ? strings.statusOpeningMicrophone : strings.statusConnecting;
    case 'listening':
      if (snapshot.microphone === 'on' && snapshot.muted) return strings.statusMuted;
      return isListening(snapshot) ? strings.statusListening : strings.statusReady;
    case 'hearing':
      return strings.statusHearing;
    case 'thinking':
      return strings.statusThinking;
    case 'speaking':
      return strings.statusSpeaking;
    case 'reconnecting':
      return strings.statusReconnecting;
    case 'error':
      return strings.statusError;
    case 'idle':
    case undefined:
      return strings.statusIdle;
  }
}

/** A second line that helps on; empty where the words say it all. */
export function statusHint(
  snapshot: StatusParts & Pick<SessionSnapshot, 'recovery'>,
  secondsToRetry: number | null,
  strings: Strings,
): string {
  if (snapshot.status === 'connecting') return secondsToRetry ? strings.hintBusyIn : '';
  if (snapshot.status === 'reconnecting') {
    if (globalThis.navigator?.onLine === false) return strings.hintOffline;
    return secondsToRetry ? strings.hintReconnectingIn : strings.hintReconnecting;
  }
  if (snapshot.microphone === 'on' && snapshot.muted && snapshot.status === 'listening') return strings.hintMuted;
  if (snapshot.status === 'listening' && snapshot.recovery === 'restored') return strings.hintRestored;
  if (snapshot.microphone !== 'on') return '';
  if (snapshot.mode === 'push-to-talk') return snapshot.status === 'listening' ? strings.holdToTalk : '';
  if (snapshot.status === 'listening') return strings.hintListening;
  return snapshot.status === 'speaking' ? strings.hintSpeaking : '';
}
