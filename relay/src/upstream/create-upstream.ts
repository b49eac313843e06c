import type { RelayConfig } from '../config/options.js';
import { createAzurePreview } from './azure-preview.js';
import { createAzure } from './azure.js';
import { createLocal } from './local.js';
import { createOpenAI } from './openai.js';
import type { Upstream } from './upstream.js';

type UpstreamConfig = NonNullable<RelayConfig['upstream']>;

/** An engine that was started, and the key that it wants. */
interface StartedEngine {
  readonly url: string;
  readonly apiKey: string;
}

/** The upstream that the options name. `startEngine` is called where an engine must be started first. */
export async function createUpstream(
  config: UpstreamConfig,
  startEngine: () => Promise<StartedEngine>,
): Promise<Upstream> {
  switch (config.kind) {
    case 'openai':
      return createOpenAI(config);
    case 'azure': {
      const { apiVersion } = config;
      return apiVersion === undefined ? createAzure(config) : createAzurePreview({ ...config, apiVersion });
    }
    case 'local': {
      const { url, apiKey } = config.url === undefined ? await startEngine() : { url: config.url, apiKey: undefined };
      return createLocal(url, apiKey);
    }
  }
}
