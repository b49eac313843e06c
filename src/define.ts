/* Registers the elements: `import 'realtime-assistant/define'` for a bundler, and the entry of `<script type="module">`. */
import { defineShell } from './define-shell.ts';

defineShell();

export type * from './index.ts';
export { AssistantError } from './base/assistant-error.ts';
export { defineElement } from './elements/define-element.ts';
export { RealtimeAssistant } from './elements/realtime-assistant.ts';
export { RealtimeLauncher } from './elements/realtime-launcher.ts';
export { RealtimeSession } from './elements/realtime-session.ts';
