import { launcherStrings } from './launcher-strings.ts';

/** Every word that the elements say by themselves, in English. `{name}` stands for a value. */
export const englishStrings = {
  ...launcherStrings,
  close: 'Close',
  newConversation: 'New conversation',

  emptyHeading: 'How can I help?',
  emptyText: 'Talk or type. I answer from this site and show you where it says so.',
  startTalking: 'Start talking',
  suggestions: 'Suggestions',

  inputLabel: 'Your message',
  inputPlaceholder: 'Type a message',
  inputHandsFree: 'Hands-free',
  send: 'Send',
  talk: 'Talk hands-free',
  holdToTalk: 'Hold to talk',
  typeInstead: 'Type instead',
  mute: 'Mute microphone',
  stop: 'Stop the answer',
  controls: 'Conversation controls',

  soundSettings: 'Sound settings',
  microphone: 'Microphone',
  loudspeaker: 'Loudspeaker',
  systemDevice: 'Same as system',
  unnamedDevice: 'Device {number}',
  volume: 'Volume',

  statusIdle: 'Ready when you are',
  statusConnecting: 'Connecting…',
  statusOpeningMicrophone: 'Please allow the microphone',
  statusListening: 'Listening',
  statusReady: 'Ready',
  statusMuted: 'Your microphone is muted',
  statusHearing: 'I hear you',
  statusThinking: 'Thinking…',
  statusSpeaking: 'Speaking',
  statusReconnecting: 'Reconnecting…',
  statusError: 'Not available',
  hintMuted: 'Unmute to go on talking.',
  hintListening: 'Ask your question aloud.',
  hintSpeaking: 'Talk over me at any time.',
  hintReconnecting: 'The connection broke. I am getting it back.',
  hintReconnectingIn: 'The connection broke. Next try in {seconds} s.',
  hintOffline: 'You are offline. I go on as soon as you are back.',
  hintBusyIn: 'All places are taken. Next try in {seconds} s.',
  hintRestored: 'I am back. Let us go on.',
  toolRunning: 'Looking that up…',

  transcriptLabel: 'Conversation',
  youSaid: 'You:',
  assistantSaid: 'Assistant:',
  writing: 'Writing…',
  hearingYou: 'Hearing you…',
  interrupted: 'Stopped here',
  failedVoice: 'I could not make out the words',
  failedText: 'This was not sent',
  failedAnswer: 'This answer broke off',
  jumpToLatest: 'Jump to latest',

  sources: 'Sources',
  sourceClose: 'Close source',
  sourceOpenPage: 'Open the page',

  retry: 'Try again',
  retryNow: 'Try now',
  retryMicrophone: 'Try the microphone again',

  errorOffline: 'You are offline',
  errorOfflineHint: 'Check your network, then try again.',
  errorConnection: 'The connection was lost',
  errorConnectionHint: 'Check your network, then try again.',
  errorTimeout: 'The assistant does not answer',
  errorTimeoutHint: 'It may be busy or under repair. Please try again.',
  errorUnavailable: 'The assistant is not available',
  errorUnavailableHint: 'This is ours to mend. Please come back later.',
  errorBusy: 'The assistant is busy',
  errorBusyHint: 'Too many people are talking to it. Please try again in a moment.',
  errorEnded: 'This conversation has ended',
  errorEndedHint: 'Its time was up. You can start a new one.',
  errorServer: 'Something went wrong',
  errorServerHint: 'Please try again.',
  errorTool: 'Something could not be done',
  errorToolHint: 'The assistant knows, and you can go on.',
  errorMicrophoneDenied: 'The microphone is blocked',
  errorMicrophoneDeniedHint: 'Allow it in your browser’s address bar, or go on by typing.',
  errorMicrophoneMissing: 'No microphone was found',
  errorMicrophoneMissingHint: 'Connect one, or go on by typing.',
  errorMicrophoneInUse: 'The microphone is in use',
  errorMicrophoneInUseHint: 'Another program holds it. Close that, or go on by typing.',
  errorSpeaker: 'That loudspeaker is not there',
  errorSpeakerHint: 'Sound goes to your usual one. You can choose another.',
  errorInsecure: 'No microphone on this page',
  errorInsecureHint: 'Browsers allow it on secure pages (https) only. You can go on by typing.',
  errorNoVoice: 'Voice does not get through this network',
  errorNoVoiceHint: 'You can go on by typing.',
  errorNoAudio: 'Your browser cannot play or record here',
  errorNoAudioHint: 'You can go on by typing.',
};

export type StringKey = keyof typeof englishStrings;

/** The words of the elements; each may be replaced by the `strings` property of the session's element. */
export type Strings = Readonly<Record<StringKey, string>>;

/** Puts values into a string: `fill('in {seconds} s', { seconds: 3 })`. A name without a value stays as it is. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => String(values[name] ?? whole));
}
