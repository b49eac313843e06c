import { selectHistory } from '../conversation/selectors.ts';
import type { ConversationState } from '../conversation/state.ts';
import type { SessionSettings } from '../protocol/client-command.ts';
import type { ConnectTarget, Refusal } from './connection.ts';
import type { Line } from './line.ts';
import { absoluteRelayUrl, askToken, protocolsFor, resolveRelayUrl } from './relay-target.ts';
import type { SessionOptions } from './session-options.ts';
import { dialectName } from './session-settings.ts';

const CONNECT_LIMIT_MS = 15_000;
/** So much of a conversation is told to a new session after a loss. */
const HISTORY_LIMIT = 40;

export interface TargetParts {
  readonly line: Line;
  readonly options: SessionOptions;
  readonly settings: SessionSettings;
  readonly conversation: () => ConversationState;
  readonly hasSound: boolean;
}

/**
 * What to connect to, and how. Asked anew for each try: a token may have expired, the conversation has grown, another way may be open.
 *
 * @throws AssistantError `invalid-option`, `unauthorized`
 */
export async function connectTarget({ line, options, settings, ...parts }: TargetParts): Promise<ConnectTarget | Refusal> {
  const page = globalThis.location?.href;
  const relayUrl = absoluteRelayUrl(options.relayUrl, page);
  const token = await askToken(options.getToken);
  const route = await line.prepare({
    transport: options.transport ?? 'auto',
    url: resolveRelayUrl(options.relayUrl, page),
    relayUrl,
    protocols: protocolsFor(token, options.dialect),
    token,
    hasSound: parts.hasSound,
  });
  if ('refused' in route) return route;
  // A call has negotiated how its sound is written.
  const { audioFormat, ...silentSettings } = settings;
  return {
    ...route,
    audioFormat: options.audioFormat ?? 'pcm16',
    dialect: dialectName(options.dialect),
    settings: route.carriesAudio === true || audioFormat === undefined ? silentSettings : settings,
    history: selectHistory(parts.conversation(), HISTORY_LIMIT),
    timeoutMs: CONNECT_LIMIT_MS,
  };
}
