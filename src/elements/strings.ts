import { launcherStrings } from './launcher-strings.ts';

/** Every word that the elements say by themselves, in English. `fill()` tells how values and plurals are written. */
export const englishStrings = {
  ...launcherStrings,
  close: 'Close',
  newConversation: 'New conversation',

  expand: 'Show the whole conversation',
  collapse: 'Show less',

  emptyHeading: 'How can I help?',
  emptyText: 'Talk or type. I answer from this site and show you where it says so.',
  startTalking: 'Start talking',
  suggestions: 'Suggestions',

  inputLabel: 'Your message',
  inputPlaceholder: 'Type a message',
  inputHandsFree: 'Hands-free',
  inputRests: 'Switch hands-free off to type',
  send: 'Send',
  talk: 'Talk hands-free',
  holdToTalk: 'Hold to talk',
  letGo: 'Let go to send',
  hintHold: 'Or hold the space bar.',
  typeInstead: 'Type instead',
  mute: 'Mute microphone',
  stop: 'Stop the answer',
  controls: 'Conversation controls',

  settings: 'Settings',
  done: 'Done',
  howYouTalk: 'How you talk',
  modeText: 'Type',
  soundSettings: 'Sound settings',
  microphone: 'Microphone',
  loudspeaker: 'Loudspeaker',
  systemDevice: 'Same as system',
  unnamedDevice: 'Device {number}',
  volume: 'Volume',
  check: 'Try it',
  checkEnd: 'Stop trying',
  testSound: 'Play a test sound',
  voiceAndLanguage: 'Voice and language',
  voice: 'Voice',
  language: 'Language',
  automatic: 'Automatic',
  textSize: 'Text size',
  textSmall: 'Small',
  textNormal: 'Normal',
  textLarge: 'Large',
  textLargest: 'Very large',

  consentHeading: 'Before we talk',
  consentText: 'Your voice is sent to the assistant, which listens only while a conversation goes on.',
  consentAgree: 'Agree and talk',
  privacy: 'Privacy',
  clearHeading: 'Begin a new conversation?',
  clearText: 'This one will be gone.',
  clearConfirm: 'Begin anew',
  keep: 'Keep it',
  handover: 'Talk to a person',
  ratingHeading: 'How was this conversation?',
  ratingScore: '{score} of 5',
  ratingThanks: 'Thank you.',
  notNow: 'Not now',

  notes: 'Notes',
  notesLoading: 'Looking for your notes…',
  notesEmpty: 'No notes yet.',
  notesFailed: 'The notes cannot be reached.',
  notesBack: 'All notes',
  noteDelete: 'Delete',
  noteDeleteAsk: 'Delete this note for good?',
  noteDeleted: 'The note was deleted.',

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
  hintEnded: 'You can go on at any time.',
  hintMuted: 'Unmute to go on talking.',
  hintListening: 'Ask your question aloud.',
  hintSpeaking: 'Talk over me at any time.',
  hintReconnecting: 'The connection broke. I am getting it back.',
  hintReconnectingIn: 'The connection broke. Next try {when}.',
  hintOffline: 'You are offline. I go on as soon as you are back.',
  hintBusyIn: 'All places are taken. Next try {when}.',
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
  jumpToNew: 'Jump to latest ({count} new)',
  messageActions: 'What to do with the message',
  copy: 'Copy',
  copied: 'Copied',
  copyCode: 'Copy code',
  ratingUp: 'Good answer',
  ratingDown: 'Bad answer',
  sendAgain: 'Send again',
  answerAgain: 'Answer again',
  picture: 'Your picture {number}',
  code: 'Code',
  table: 'Table',
  toolFailed: 'That did not work',
  approvalHeading: 'Allow “{name}”?',
  approvalText: 'The assistant wants to use it at {server}, with this:',
  approvalNothing: 'Nothing is handed over.',
  allow: 'Allow',
  deny: 'Deny',
  saveConversation: 'Save conversation',
  saveText: 'Text',
  saveMarkdown: 'Markdown',
  saveJson: 'JSON',

  sources: 'Sources',
  sourceClose: 'Close source',
  sourceOpenPage: 'Open the page',
  sourcePrevious: 'Previous source',
  sourceNext: 'Next source',
  sourcePosition: '{number} of {count}',

  retry: 'Try again',
  retryNow: 'Try now',
  retryMicrophone: 'Try the microphone again',
  retryIn: 'Try again in {wait}',
  startAgain: 'Start again',

  errorOffline: 'You are offline',
  errorOfflineHint: 'Check your network, then try again.',
  errorConnection: 'The connection was lost',
  errorConnectionHint: 'Check your network, then try again.',
  errorTimeout: 'The assistant does not answer',
  errorTimeoutHint: 'It may be busy or under repair. Please try again.',
  errorUnavailable: 'The assistant is not available',
  errorUnavailableHint: 'This is ours to mend. Please come back later.',
  errorSignIn: 'Please sign in first',
  errorSignInHint: 'The assistant is for signed-in visitors. Sign in, then try again.',
  errorBusy: 'The assistant is busy',
  errorBusyHint: 'Too many people are talking to it. Please try again in a moment.',
  errorBusyPlace: 'You are number {position} in the line.',
  errorLimit: 'That is all for now',
  errorLimitHint: 'You have used up your time with the assistant. Please come back later.',
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

/**
 * The words of another language, in a file each in locales/. What is not translated yet stays English; a unit test names
 * it, and names that English does not have.
 */
export type Translation = Readonly<{ [key in Exclude<StringKey, 'lang'>]?: string } & Record<string, string>>;

/** `{name}`, or `{name, plural, one {…} other {…}}`. */
const placeholder = /\{(\w+)(?:, plural,((?:\s*=?\w+ \{[^{}]*\})+)\s*)?\}/gu;

/**
 * Puts values into a string: `fill('in {minutes} min', { minutes: 3 }, 'en')`. Numbers are written as in `lang`. A string
 * may depend on a number, with the plural categories of its language, `=0` and the like for single numbers, and `#` for
 * the number: `{count, plural, one {# message} other {# messages}}`. That is a small part of ICU MessageFormat. A name
 * without a value stays as it is.
 *
 * @param lang BCP 47: `strings.lang`
 */
export function fill(text: string, values: Readonly<Record<string, string | number>>, lang: string): string {
  return text.replaceAll(placeholder, (whole, name: string, forms?: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return whole;
    const shown = value.toLocaleString(lang);
    if (forms === undefined) return shown;
    const form = (of: string) => new RegExp(`(?:^|\\s)${of} \\{(.*?)\\}`, 'u').exec(forms)?.[1];
    const chosen = form(`=${value}`) ?? form(new Intl.PluralRules(lang).select(Number(value))) ?? form('other') ?? '#';
    return chosen.replaceAll('#', () => shown);
  });
}
