import type { AzureOptions } from './azure.js';
import { azureHeaders } from './azure-credential.js';
import { resourceUrl } from './resource-url.js';
import { socketUrl } from './socket-url.js';
import type { Upstream } from './upstream.js';

export interface AzurePreviewOptions extends AzureOptions {
  /** Such as `2025-04-01-preview`. */
  readonly apiVersion: string;
}

/** Azure OpenAI's preview endpoint, which speaks the beta protocol. */
export function createAzurePreview(options: AzurePreviewOptions): Upstream {
  const { deployment, apiVersion } = options;
  const url = socketUrl(resourceUrl(options.endpoint), 'openai/realtime', { 'api-version': apiVersion, deployment });
  const headers = azureHeaders(options);
  return {
    kind: 'azure-preview',
    shape: 'beta',
    transcriptionModel: 'whisper-1',
    describe: () =>
      `Azure OpenAI preview ${apiVersion}, deployment ${deployment} at ${new URL(url).host}${
        options.apiKey ? '' : ', keyless'
      }`,
    endpoint: async (signal) => ({ url, headers: await headers(signal) }),
  };
}
