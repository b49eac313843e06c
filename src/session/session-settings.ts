import type { SessionSettings, ToolDeclaration, TurnDetection } from '../protocol/client-command.ts';
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

/** What holds at the services where nothing was asked. Of a voice, of instructions and of limits a page cannot know it. */
const DEFAULTS: SessionSettings = {
  output: 'audio',
  speed: 1,
  noiseReduction: 'none',
  toolChoice: 'auto',
  tools: [],
  mcpServers: [],
};

/**
 * What to tell a session that stands, or null where nothing changed. What is absent stays as it is at the service, hence what the
 * page takes back is named by its default: turn detection that was switched off for push-to-talk, the last tool, a translation.
 */
export function settingsUpdate(before: SessionSettings, after: SessionSettings): SessionSettings | null {
  if (JSON.stringify(before) === JSON.stringify(after)) return null;
  // It holds for as long as a session stands; a call's was negotiated.
  const { audioFormat: _fixed, ...settings } = after;
  const isGone = (name: keyof SessionSettings): boolean => before[name] !== undefined && after[name] === undefined;
  const defaults = Object.entries(DEFAULTS).filter(([name]) => isGone(name as keyof SessionSettings));
  const isPlain = after.task === undefined && after.outputLanguage === undefined;
  const turnDetection = detectionUpdate(before, after);
  const { type = 'server-vad' } = asObject(turnDetection);
  return {
    ...settings,
    ...(Object.fromEntries(defaults) as SessionSettings),
    // Named, it takes the language of the answers back as well.
    ...((isGone('task') || isGone('outputLanguage')) && isPlain && { task: 'assistant' as const }),
    ...(isGone('idleTimeoutMs') && type === 'server-vad' && { idleTimeoutMs: null }),
    ...(turnDetection !== undefined && { turnDetection }),
  };
}

function detectionUpdate(before: SessionSettings, after: SessionSettings): SessionSettings['turnDetection'] {
  const asked = after.turnDetection ?? (before.turnDetection === undefined ? undefined : ('server-vad' as const));
  if (isNone(asked)) return asked;
  const [was, is] = [asObject(before.turnDetection), asObject(asked)];
  const wasSilent = before.task === 'transcription' || was.createsResponse === false;
  const answersAgain = wasSilent && after.task !== 'transcription' && is.createsResponse === undefined;
  const stopsAgain = was.interruptsResponse === false && is.interruptsResponse === undefined;
  if (!answersAgain && !stopsAgain) return asked;
  return {
    type: 'server-vad',
    ...is,
    ...(answersAgain && { createsResponse: true }),
    ...(stopsAgain && { interruptsResponse: true }),
  };
}

/** Whether the service answers a spoken turn by itself. */
export function answersTurns({ task, turnDetection }: SessionOptions): boolean {
  return task !== 'transcription' && !(typeof turnDetection === 'object' && turnDetection.createsResponse === false);
}

function asObject(detection: SessionSettings['turnDetection']): Partial<TurnDetection> {
  return typeof detection === 'string' ? { type: detection } : (detection ?? {});
}

function isNone(detection: SessionSettings['turnDetection']): boolean {
  return asObject(detection).type === 'none';
}
