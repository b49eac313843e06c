import type { ConnectCommand, ConnectTarget, Refusal } from './connection.ts';
import type { Line } from './line.ts';
import { absoluteRelayUrl, askToken, protocolsFor, resolveRelayUrl } from './relay-target.ts';
import type { SessionOptions } from './session-options.ts';
import { dialectName } from './session-settings.ts';
import type { AssistantMode } from './snapshot.ts';

const CONNECT_LIMIT_MS = 15_000;

export interface TargetParts extends Pick<ConnectCommand, 'settings' | 'history'> {
  readonly line: Line;
  /** Beside a connection that stands, over a socket: the same way again. */
  readonly standby: boolean;
  readonly options: SessionOptions;
  readonly mode: AssistantMode;
}

/**
 * What to connect to, and how. Asked anew for each try: a token may have expired, the conversation has grown, another way may be open.
 *
 * @throws AssistantError `invalid-option`, `unauthorized`
 */
export async function connectTarget(parts: TargetParts): Promise<ConnectTarget | Refusal> {
  const { line, standby, options, settings, history, mode } = parts;
  // Before anything is waited for: whoever gives up meanwhile gives this up.
  const signal = standby ? undefined : line.begin();
  const page = globalThis.location?.href;
  const url = resolveRelayUrl(options.relayUrl, page);
  const relayUrl = absoluteRelayUrl(options.relayUrl, page);
  const renewToken = () => askToken(options.getToken);
  const token = await renewToken();
  const protocols = protocolsFor(token, options.dialect);
  const transport = options.transport ?? 'auto';
  const destination = { transport, url, relayUrl, protocols, token, renewToken, hasSound: mode !== 'text' };
  const route = signal === undefined ? { url, protocols } : await line.prepare(destination, signal);
  if ('refused' in route) return route;
  // A call has negotiated how its sound is written.
  const { audioFormat, ...silentSettings } = settings;
  return {
    ...route,
    audioFormat: options.audioFormat ?? 'pcm16',
    dialect: dialectName(options.dialect),
    settings: 'carriesAudio' in route || audioFormat === undefined ? silentSettings : settings,
    history,
    timeoutMs: CONNECT_LIMIT_MS,
  };
}
