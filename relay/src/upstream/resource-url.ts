/** The portal shows an endpoint with and without `/openai/v1`: both are taken. */
export function resourceUrl(endpoint: string): string {
  return endpoint.replace(/\/openai(?:\/v1)?\/?$/, '');
}
