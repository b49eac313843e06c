import { socketUrl } from './socket-url.js';
import { unifiedCalls } from './upstream-calls.js';
import type { Upstream } from './upstream.js';

/** The local engine, at the address it listens on (http or ws): speech and answers without a key of the operator's. */
export function createLocal(engineUrl: string, apiKey?: string): Upstream {
  const folder = engineUrl.replace(/\/v1(?:\/realtime)?\/?$/, '');
  const url = socketUrl(folder, 'v1/realtime', { model: 'local' });
  const headers: Record<string, string> = apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` };
  const endpoint: Upstream['endpoint'] = () => Promise.resolve({ url, headers });
  return {
    kind: 'local',
    shape: 'ga',
    transcriptionModel: 'whisper-1',
    describe: () => `the local engine at ${new URL(url).host}, which needs no key`,
    endpoint,
    calls: unifiedCalls({ endpoint, model: 'local', canRestart: true, mayHaveNone: true }),
  };
}
