/** The words that are needed before anybody has asked for the assistant, in English; the others come with the panel. */
export const launcherStrings = {
  heading: 'Assistant',
  openAssistant: 'Ask the assistant',
  openAssistantLive: 'Back to the conversation',
  openFailed: 'Could not be loaded. Try again',
  end: 'End conversation',
};
