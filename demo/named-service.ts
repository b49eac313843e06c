/** Variables of the environment of which each names a service that answers in place of the demo's own engine. */
const names = ['OPENAI_API_KEY', 'AZURE_OPENAI_REALTIME_DEPLOYMENT', 'RELAY_ENGINE_URL'];

export function hasOwnService(environment: NodeJS.ProcessEnv): boolean {
  return names.some((name) => environment[name]?.trim());
}
