import type { RelayConfig } from './options.js';

/** The wire's `turn_detection` for the option; null is push-to-talk. */
export function turnDetectionObject(option: RelayConfig['turnDetection']): Readonly<Record<string, unknown>> | null {
  if (option === 'none') return null;
  // Both are the services' defaults; said plainly, because a browser may build on them.
  const flags = { create_response: true, interrupt_response: true };
  // The documented default, which gpt-realtime does not keep (it reports 200): at 200 a comma ends the turn.
  if (option === 'server-vad') return { type: 'server_vad', silence_duration_ms: 500, ...flags };
  if (option === 'semantic-vad') return { type: 'semantic_vad', ...flags };
  return option;
}
