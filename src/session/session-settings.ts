import type { SessionSettings, ToolDeclaration } from '../protocol/client-command.ts';
import { OWN_DIALECT } from '../protocol/dialect-name.ts';
import type { SessionOptions } from './session-options.ts';
import type { AssistantMode } from './snapshot.ts';

export function dialectName(dialect: SessionOptions['dialect']): string {
  return typeof dialect === 'object' ? OWN_DIALECT : (dialect ?? 'auto');
}

/** What the page asks of the service. What the site did not name is left to the relay. */
export function settingsOf(
  { voice, language, output, turnDetection, audioFormat }: SessionOptions,
  mode: AssistantMode,
  tools: readonly ToolDeclaration[],
): SessionSettings {
  // Push-to-talk says itself when a turn ends.
  const detection = mode === 'push-to-talk' ? 'none' : turnDetection;
  return {
    ...(output !== undefined && { output }),
    ...(voice !== undefined && { voice }),
    ...(language !== undefined && { language }),
    ...(audioFormat !== undefined && { audioFormat }),
    ...(detection !== undefined && { turnDetection: detection }),
    ...(tools.length > 0 && { tools }),
  };
}

/**
 * What to tell a session that stands, or null where nothing changed. What is absent stays as it is at the service,
 * hence turn detection that was switched off for push-to-talk is named to be on again, and the last tool is taken back
 * by name.
 */
export function settingsUpdate(before: SessionSettings, after: SessionSettings): SessionSettings | null {
  if (JSON.stringify(before) === JSON.stringify(after)) return null;
  return {
    ...after,
    ...(before.turnDetection === 'none' &&
      after.turnDetection === undefined && { turnDetection: 'server-vad' as const }),
    ...(before.tools !== undefined && after.tools === undefined && { tools: [] }),
  };
}
