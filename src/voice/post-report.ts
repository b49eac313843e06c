import type { VoiceReport } from './voice-messages.ts';

export function postReport(page: MessagePort, report: VoiceReport): void {
  try {
    page.postMessage(report);
  } catch {
    // JSON nested some thousand levels deep can be parsed, but not copied.
    const event = { type: 'malformed', reason: 'nested too deep', raw: null } as const;
    page.postMessage({ type: 'event', event } satisfies VoiceReport);
  }
}
