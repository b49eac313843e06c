import type { SessionSettings, ToolDeclaration } from '../protocol/client-command.ts';
import type { Dialect } from '../protocol/dialect.ts';
import { OWN_DIALECT } from '../protocol/dialect-name.ts';
import type { SessionOptions } from './session-options.ts';
import { SETTING_NAMES } from './settings-check.ts';
import type { AssistantMode } from './snapshot.ts';

export function ownDialect({ dialect }: SessionOptions): Dialect | undefined {
  return typeof dialect === 'object' ? dialect : undefined;
}

export function dialectName(dialect: SessionOptions['dialect']): string {
  return typeof dialect === 'object' ? OWN_DIALECT : (dialect ?? 'auto');
}

/** What the page asks of the service. What the site did not name is left to the relay. */
export function settingsOf(options: SessionOptions, mode: AssistantMode, tools: readonly ToolDeclaration[]): SessionSettings {
  const named = SETTING_NAMES.filter((name) => options[name] !== undefined).map((name) => [name, options[name]] as const);
  return {
    ...(Object.fromEntries(named) as SessionSettings),
    // Push-to-talk says itself when a turn ends.
    ...(mode === 'push-to-talk' && { turnDetection: 'none' as const }),
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
  // It holds for as long as a session stands; a call's was negotiated.
  const { audioFormat: _fixed, ...settings } = after;
  return {
    ...settings,
    ...(isNone(before.turnDetection) &&
      after.turnDetection === undefined && { turnDetection: 'server-vad' as const }),
    ...(before.tools !== undefined && after.tools === undefined && { tools: [] }),
  };
}

/** Whether the service answers a spoken turn by itself. */
export function answersTurns({ task, turnDetection }: SessionOptions): boolean {
  return task !== 'transcription' && !(typeof turnDetection === 'object' && turnDetection.createsResponse === false);
}

function isNone(detection: SessionSettings['turnDetection']): boolean {
  return (typeof detection === 'object' ? detection.type : detection) === 'none';
}
