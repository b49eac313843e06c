import type { TokenCredential } from '@azure/identity';
import { UpstreamFailure } from './upstream-failure.js';

interface CredentialOptions {
  readonly apiKey?: string | undefined;
  readonly scope?: string | undefined;
}

/** Newer documents name `https://ai.azure.com/.default`; both are taken by Azure OpenAI. */
const defaultScope = 'https://cognitiveservices.azure.com/.default';

/**
 * Gives the headers that a socket needs: `api-key`, or a bearer of the default Azure credential, which keeps and
 * renews its tokens.
 */
export function azureHeaders({
  apiKey,
  scope = defaultScope,
}: CredentialOptions): (signal: AbortSignal) => Promise<Record<string, string>> {
  if (apiKey !== undefined) return () => Promise.resolve({ 'api-key': apiKey });
  let credential: Promise<TokenCredential> | undefined;
  return async (abortSignal) => {
    // Loaded when it is needed: the package is by far the largest of the relay's.
    credential ??= import('@azure/identity').then(({ DefaultAzureCredential }) => new DefaultAzureCredential());
    try {
      const token = await (await credential).getToken(scope, { abortSignal });
      if (token) return { Authorization: `Bearer ${token.token}` };
    } catch (error) {
      throw unauthorized(error instanceof Error ? error.name : 'unknown error');
    }
    throw unauthorized('no token');
  };
}

function unauthorized(detail: string): UpstreamFailure {
  return new UpstreamFailure(
    'upstream_unauthorized',
    'The relay got no Azure token. The operator must give its identity the role "Cognitive Services OpenAI User", ' +
      'log in with "az login", or set AZURE_OPENAI_API_KEY.',
    detail,
  );
}
