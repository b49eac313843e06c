import type { RelayConfig } from '../config/options.js';
import { createAzurePreview } from './azure-preview.js';
import { createAzure } from './azure.js';
import { createLocal } from './local.js';
import { createOpenAI } from './openai.js';
import type { Upstream } from './upstream.js';

type UpstreamConfig = NonNullable<RelayConfig['upstream']>;

/**
 * The upstream that the options name. `startEngine` gives the address of an engine, where one must be started first.
 */
export async function createUpstream(config: UpstreamConfig, startEngine: () => Promise<string>): Promise<Upstream> {
  switch (config.kind) {
    case 'openai':
      return createOpenAI(config);
    case 'azure': {
      const { apiVersion } = config;
      return apiVersion === undefined ? createAzure(config) : createAzurePreview({ ...config, apiVersion });
    }
    case 'local':
      return createLocal(config.url ?? (await startEngine()));
  }
}
