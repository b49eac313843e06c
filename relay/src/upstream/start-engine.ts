import type { RelayConfig } from '../config/options.js';
import { SetupError } from '../config/setup-error.js';
import type { Engine, EngineOptions } from '../local/engine.js';

/**
 * A local engine with the relay's language and limits, not yet listening. Loaded here only, so that other upstreams
 * pay nothing for it. `apiKey`: what it wants of its clients, whatever the options say.
 */
export async function createLocalEngine(
  config: RelayConfig,
  log: (line: string) => void,
  apiKey?: string,
): Promise<Engine> {
  const { createEngine } = await import('../local/engine.js');
  const given = config.upstream?.kind === 'local' ? config.upstream.engine : undefined;
  const options: EngineOptions = {
    ...(config.language === undefined ? {} : { language: config.language }),
    limits: { sessions: config.maxSessions },
    onDiagnostic: (message) => log(`engine: ${message}`),
    ...given,
    ...(apiKey === undefined ? {} : { apiKey }),
  };
  try {
    return createEngine(options);
  } catch (error) {
    throw new SetupError(`The local engine cannot start: ${(error as Error).message.replace(/^createEngine: /, '')}`);
  }
}
