/** The words that are needed before anybody has asked for the assistant, in English; the others come with the panel. */
export const launcherStrings = {
  /** The language that these words are in (BCP 47), and the way it runs: `ltr` or `rtl`. */
  lang: 'en',
  dir: 'ltr',

  heading: 'Assistant',
  openAssistant: 'Ask the assistant',
  openAssistantLive: 'Back to the conversation',
  openFailed: 'Could not be loaded. Try again',
  end: 'End conversation',
};
