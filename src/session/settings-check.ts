import { AssistantError } from '../base/assistant-error.ts';
import type { SessionSettings } from '../protocol/client-command.ts';

/** The settings that a page may name, as they reach the service; the rest of the options is the page's own affair. */
export const SETTING_NAMES = [
  'output',
  'voice',
  'speed',
  'language',
  'outputLanguage',
  'task',
  'instructions',
  'turnDetection',
  'idleTimeoutMs',
  'noiseReduction',
  'audioFormat',
  'mcpServers',
  'toolChoice',
  'maxOutputTokens',
] as const satisfies readonly (keyof SessionSettings)[];

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  output: ['audio', 'text'],
  task: ['assistant', 'translation', 'transcription'],
  noiseReduction: ['near-field', 'far-field', 'none'],
  audioFormat: ['pcm16', 'g711-ulaw', 'g711-alaw'],
};
const TURN_DETECTION = ['server-vad', 'semantic-vad', 'none'];
const EAGERNESS = ['low', 'medium', 'high', 'auto'];
/** As much as a service takes; a longer text is a mistake. */
const INSTRUCTIONS_LIMIT = 100_000;

/** Primary tag and region of BCP 47, which is what services and recognisers know: `de`, `pt-BR`, `zh-Hant`. */
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

function fail(name: string, value: unknown, may: string): never {
  const shown = typeof value === 'object' ? JSON.stringify(value)?.slice(0, 100) : String(value);
  throw new AssistantError('invalid-option', `${name} is ${typeof value === 'string' ? `"${value}"` : shown}; it may be ${may}.`);
}

function checkNumber(name: string, value: unknown, from: number, to: number, whole = true): void {
  if (value === undefined) return;
  const fits = typeof value === 'number' && value >= from && value <= to && (!whole || Number.isInteger(value));
  if (!fits) fail(name, value, `a ${whole ? 'whole ' : ''}number from ${from} to ${to}`);
}

function checkChoice(name: string, value: unknown, values: readonly string[]): void {
  if (value !== undefined && !values.includes(value as string)) fail(name, value, values.join(', '));
}

/** Throws `invalid-option` with the setting's name, what it is, and what it may be. */
export function checkSettings(settings: Readonly<Partial<Record<keyof SessionSettings, unknown>>>): void {
  for (const [name, values] of Object.entries(CHOICES)) checkChoice(name, settings[name as keyof SessionSettings], values);
  checkNumber('speed', settings.speed, 0.25, 1.5, false);
  checkNumber('maxOutputTokens', settings.maxOutputTokens, 1, 4_096);
  if (settings.idleTimeoutMs !== null) checkNumber('idleTimeoutMs', settings.idleTimeoutMs, 5_000, 30_000);
  for (const name of ['language', 'outputLanguage'] as const) {
    const value = settings[name];
    if (value !== undefined && !(typeof value === 'string' && LANGUAGE.test(value))) {
      fail(name, value, 'a language tag such as en or pt-BR');
    }
  }
  const { voice, instructions, toolChoice, mcpServers } = settings;
  if (voice !== undefined && typeof voice !== 'string') fail('voice', voice, 'the name of a voice');
  if (instructions !== undefined && !(typeof instructions === 'string' && instructions.length <= INSTRUCTIONS_LIMIT)) {
    fail('instructions', typeof instructions, `a text of at most ${INSTRUCTIONS_LIMIT} characters`);
  }
  checkTurnDetection(settings.turnDetection);
  checkToolChoice(toolChoice);
  if (mcpServers !== undefined) checkServers(mcpServers);
}

function checkTurnDetection(value: unknown): void {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null) return checkChoice('turnDetection', value, TURN_DETECTION);
  const detection = value as Readonly<Record<string, unknown>>;
  checkChoice('turnDetection.type', detection['type'] ?? '', TURN_DETECTION);
  checkNumber('turnDetection.threshold', detection['threshold'], 0, 1, false);
  checkNumber('turnDetection.prefixPaddingMs', detection['prefixPaddingMs'], 0, 5_000);
  checkNumber('turnDetection.silenceDurationMs', detection['silenceDurationMs'], 0, 10_000);
  checkChoice('turnDetection.eagerness', detection['eagerness'], EAGERNESS);
  for (const name of ['createsResponse', 'interruptsResponse']) {
    const flag = detection[name];
    if (flag !== undefined && typeof flag !== 'boolean') fail(`turnDetection.${name}`, flag, 'true or false');
  }
}

function checkToolChoice(value: unknown): void {
  if (value === undefined || ['auto', 'none', 'required'].includes(value as string)) return;
  const name = typeof value === 'object' && value !== null ? (value as { name?: unknown }).name : undefined;
  if (typeof name !== 'string') fail('toolChoice', value, 'auto, none, required, or { name } of a tool');
}

function checkServers(value: unknown): void {
  if (!Array.isArray(value)) fail('mcpServers', value, 'an array of { label, url }');
  for (const [index, server] of (value as unknown[]).entries()) {
    const { label, url, requireApproval } = (server ?? {}) as Readonly<Record<string, unknown>>;
    const name = `mcpServers[${index}]`;
    if (typeof label !== 'string' || !/^[\w-]{1,64}$/.test(label)) fail(`${name}.label`, label, 'letters, digits, - and _');
    if (typeof url !== 'string' || !url.startsWith('https://')) fail(`${name}.url`, url, 'an address that begins with https:');
    checkChoice(`${name}.requireApproval`, requireApproval, ['always', 'never']);
  }
}
