import { defineElement } from './elements/define-element.ts';
import { RealtimeAssistant } from './elements/realtime-assistant.ts';
import { RealtimeLauncher } from './elements/realtime-launcher.ts';
import { RealtimeSession } from './elements/realtime-session.ts';

/**
 * Registers the small shell that a page needs before its visitor wants the assistant; it registers the parts when they are first
 * wanted. A name that the page has given to something else is left alone.
 */
export function defineShell(): void {
  defineElement('realtime-launcher', RealtimeLauncher);
  defineElement('realtime-session', RealtimeSession);
  defineElement('realtime-assistant', RealtimeAssistant);
}
