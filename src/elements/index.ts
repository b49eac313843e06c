/* The elements, for those who register them themselves, extend them or write consumers of their own. */
export { defineElement } from './define-element.ts';
export {
  RealtimeCloseEvent,
  RealtimeConversationRatingEvent,
  RealtimeDismissEvent,
  RealtimeHandoverEvent,
  RealtimeLaunchEvent,
  RealtimeLayoutEvent,
  RealtimeOpenEvent,
  RealtimeRatingEvent,
} from './face-events.ts';
export type { Choice } from './face-options.ts';
export type { Note, NoteStore, NoteSummary } from './note-store.ts';
export type { ExportFormat } from './export-conversation.ts';
export { RealtimeAssistant, type Placement } from './realtime-assistant.ts';
export { RealtimeComposer } from './realtime-composer.ts';
export { RealtimeConsent } from './realtime-consent.ts';
export { RealtimeControls } from './realtime-controls.ts';
export { RealtimeDevices } from './realtime-devices.ts';
export { RealtimeLauncher } from './realtime-launcher.ts';
export { RealtimeNotes } from './realtime-notes.ts';
export { RealtimeOrb } from './realtime-orb.ts';
export { RealtimePanel, type Layout } from './realtime-panel.ts';
export { RealtimeRating } from './realtime-rating.ts';
export { RealtimeSession } from './realtime-session.ts';
export { RealtimeSettings } from './realtime-settings.ts';
export { RealtimeSources } from './realtime-sources.ts';
export { RealtimeStatus } from './realtime-status.ts';
export { RealtimeTranscript } from './realtime-transcript.ts';
export { sessionContext } from './session-context.ts';
export { SessionController, sameValues } from './session-controller.ts';
export { SessionElement } from './session-element.ts';
export { stringsContext } from './strings-context.ts';
export { StringsController } from './strings-controller.ts';
export { englishStrings, fill, type StringKey, type Strings, type Translation } from './strings.ts';
