import {
  defineElement,
  RealtimeComposer,
  RealtimeControls,
  RealtimeOrb,
  RealtimePanel,
  RealtimeSources,
  RealtimeStatus,
  RealtimeTranscript,
} from './elements/parts.ts';

/* What a page loads when the assistant is first wanted, in one request: the session, and the elements that show it. */
export { createSession } from './create-session.ts';
export { AssistantFrame } from './elements/assistant-frame.ts';
export { guard } from './elements/consent-gate.ts';
export { FaceHost } from './elements/face-host.ts';
export { LauncherLive } from './elements/launcher-live.ts';
export { beginTalk } from './elements/session-actions.ts';
export { SessionHost } from './elements/session-host.ts';
export { StringsProvider } from './elements/strings-provider.ts';
export { englishStrings } from './elements/strings.ts';

export { loadUsed } from './elements/lazy-elements.ts';

/** Registers the parts; a name that the page has given to something else is left alone. */
export function defineParts(): void {
  // The small ones first: a whole that is upgraded finds its parts ready.
  defineElement('realtime-orb', RealtimeOrb);
  defineElement('realtime-status', RealtimeStatus);
  defineElement('realtime-sources', RealtimeSources);
  defineElement('realtime-transcript', RealtimeTranscript);
  defineElement('realtime-controls', RealtimeControls);
  defineElement('realtime-composer', RealtimeComposer);
  defineElement('realtime-panel', RealtimePanel);
}
