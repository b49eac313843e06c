import type { ProviderOptions } from '../engine-options.js';

const TIMEOUT_MS = 60_000;

/** Posts to an OpenAI-compatible service. Errors name the service's path and status; its key and answer stay out of them. */
export async function providerRequest(
  { url, apiKey }: ProviderOptions,
  path: string,
  body: FormData | object,
  signal: AbortSignal,
  maxBytes: number,
): Promise<Buffer> {
  const isForm = body instanceof FormData;
  const response = await fetch(`${url.replace(/\/+$/, '')}${path}`, {
    method: 'POST',
    headers: {
      ...(isForm ? {} : { 'content-type': 'application/json' }),
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: isForm ? body : JSON.stringify(body),
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${path} of the provider answered ${response.status} ${response.statusText}.`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > maxBytes) throw new Error(`${path} of the provider answered more than ${maxBytes} bytes.`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}
