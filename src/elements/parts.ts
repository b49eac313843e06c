/* The elements that show a session. None of them is needed before there is one. */
export { defineElement } from './define-element.ts';
export { RealtimeComposer } from './realtime-composer.ts';
export { RealtimeControls } from './realtime-controls.ts';
export { RealtimeOrb } from './realtime-orb.ts';
export { RealtimePanel } from './realtime-panel.ts';
export { RealtimeSources } from './realtime-sources.ts';
export { RealtimeStatus } from './realtime-status.ts';
export { RealtimeTranscript } from './realtime-transcript.ts';
