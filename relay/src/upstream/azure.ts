import { azureHeaders } from './azure-credential.js';
import { resourceUrl } from './resource-url.js';
import { socketUrl } from './socket-url.js';
import { twoStepCalls } from './upstream-calls.js';
import type { Upstream } from './upstream.js';

export interface AzureOptions {
  /** `https://NAME.openai.azure.com` or `https://NAME.services.ai.azure.com`. */
  readonly endpoint: string;
  /** Name of the deployment, not of the model. */
  readonly deployment: string;
  /** Without it the default Azure credential is used: managed identity, environment, Azure CLI. */
  readonly apiKey?: string | undefined;
  /** Scope of that credential's token. Default `https://cognitiveservices.azure.com/.default`. */
  readonly scope?: string | undefined;
}

/** Azure OpenAI, GA: `/openai/v1`, which wants no `api-version` (it answers 401 to one). */
export function createAzure(options: AzureOptions): Upstream {
  const { deployment } = options;
  const url = socketUrl(resourceUrl(options.endpoint), 'openai/v1/realtime', { model: deployment });
  const headers = azureHeaders(options);
  const endpoint: Upstream['endpoint'] = async (signal) => ({ url, headers: await headers(signal) });
  return {
    kind: 'azure',
    shape: 'ga',
    transcriptionModel: 'whisper-1',
    describe: () =>
      `Azure OpenAI, deployment ${deployment} at ${new URL(url).host}${options.apiKey ? '' : ', keyless'}`,
    endpoint,
    calls: twoStepCalls({ endpoint, model: deployment }),
  };
}
