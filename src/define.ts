/*
 * Registers the elements: the script tag's entry, and `import 'realtime-assistant/define'` for a bundler. A name that the
 * page has given to something else is left alone.
 */
import {
  defineElement,
  RealtimeAssistant,
  RealtimeComposer,
  RealtimeConsent,
  RealtimeControls,
  RealtimeDevices,
  RealtimeLauncher,
  RealtimeNotes,
  RealtimeOrb,
  RealtimePanel,
  RealtimeRating,
  RealtimeSession,
  RealtimeSettings,
  RealtimeSources,
  RealtimeStatus,
  RealtimeTranscript,
} from './elements/index.ts';

// The small ones first: a whole that is upgraded finds its parts ready.
defineElement('realtime-orb', RealtimeOrb);
defineElement('realtime-status', RealtimeStatus);
defineElement('realtime-sources', RealtimeSources);
defineElement('realtime-transcript', RealtimeTranscript);
defineElement('realtime-controls', RealtimeControls);
defineElement('realtime-devices', RealtimeDevices);
defineElement('realtime-settings', RealtimeSettings);
defineElement('realtime-consent', RealtimeConsent);
defineElement('realtime-rating', RealtimeRating);
defineElement('realtime-notes', RealtimeNotes);
defineElement('realtime-composer', RealtimeComposer);
defineElement('realtime-launcher', RealtimeLauncher);
defineElement('realtime-panel', RealtimePanel);
defineElement('realtime-session', RealtimeSession);
defineElement('realtime-assistant', RealtimeAssistant);

export * from './index.ts';
