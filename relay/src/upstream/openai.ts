import { socketUrl } from './socket-url.js';
import { unifiedCalls } from './upstream-calls.js';
import type { Upstream } from './upstream.js';

export interface OpenAIOptions {
  readonly apiKey: string;
  /** Default `gpt-realtime`. */
  readonly model?: string | undefined;
  /** http(s) or ws(s), up to `/v1`; any server that speaks the GA protocol. Default `https://api.openai.com/v1`. */
  readonly baseUrl?: string | undefined;
}

/** OpenAI, or a service that is compatible with it. */
export function createOpenAI({
  apiKey,
  model = 'gpt-realtime',
  baseUrl = 'https://api.openai.com/v1',
}: OpenAIOptions): Upstream {
  const url = socketUrl(baseUrl, 'realtime', { model });
  // No `OpenAI-Beta` header: with it the service answers `beta_api_shape_disabled` and closes with 4000.
  const endpoint: Upstream['endpoint'] = () => Promise.resolve({ url, headers: { Authorization: `Bearer ${apiKey}` } });
  return {
    kind: 'openai',
    shape: 'ga',
    transcriptionModel: 'gpt-4o-mini-transcribe',
    describe: () => `OpenAI Realtime, model ${model} at ${new URL(url).host}`,
    endpoint,
    calls: unifiedCalls({ endpoint, model }),
  };
}
