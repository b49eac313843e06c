/*
 * The classic script tag's entry: what a conversation needs in one file, under the global name `RealtimeAssistant`. The panes that few
 * visitors open are files beside it, and not among its names.
 */
import { defineShell } from './define-shell.ts';

defineShell();

export { AssistantError } from './base/assistant-error.ts';
export { createSession } from './create-session.ts';
export * from './elements/parts.ts';
export { RealtimeAssistant } from './elements/realtime-assistant.ts';
export { RealtimeLauncher } from './elements/realtime-launcher.ts';
export { RealtimeSession } from './elements/realtime-session.ts';
export { sessionContext } from './elements/session-context.ts';
export { sameValues, SessionController } from './elements/session-controller.ts';
export { SessionElement } from './elements/session-element.ts';
export { stringsContext } from './elements/strings-context.ts';
export { StringsController } from './elements/strings-controller.ts';
export { englishStrings, fill } from './elements/strings.ts';
