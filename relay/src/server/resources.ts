import { randomBytes } from 'node:crypto';
import type { RelayConfig } from '../config/options.js';
import { defaultInstructions, instructionsWithoutSearch } from '../config/instructions.js';
import { turnDetectionObject } from '../config/turn-detection-object.js';
import { knowledgeLanguage } from '../config/knowledge-language.js';
import type { KnowledgeStore } from '../knowledge/store.js';
import type { SessionSetup } from '../session/upstream-shape.js';
import { createSearchTool } from '../tools/search.js';
import type { Tool } from '../tools/tool.js';
import { createVocabulary } from '../tools/vocabulary.js';
import { openSharedState, type SharedState } from './shared-state.js';
import { createUpstream } from '../upstream/create-upstream.js';
import { createLocalEngine } from '../upstream/start-engine.js';
import type { Upstream } from '../upstream/upstream.js';

/** What all sessions of a relay use and none may change. */
export interface Resources {
  readonly upstream: Upstream;
  readonly shared: SharedState;
  readonly store: KnowledgeStore | undefined;
  readonly tools: ReadonlyMap<string, Tool>;
  /** Settings for a new session. Never rejects. */
  setup(): Promise<SessionSetup>;
  /** Closes what the relay opened itself: the engine and the store. */
  close(): Promise<void>;
}

/**
 * Opens the knowledge, starts the engine where it is wanted, and puts the tools together. Frees everything when one
 * part fails.
 */
export async function openResources(config: RelayConfig, log: (line: string) => void): Promise<Resources> {
  const owned: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const resource of owned.splice(0).toReversed()) await resource.close();
  };
  try {
    const shared = await openSharedState(config, log);
    owned.push(shared);
    const store = config.store === undefined ? await openOwnStore(config, owned) : config.store ?? undefined;
    const upstream = await createUpstream(config.upstream ?? { kind: 'local' }, async () => {
      // Known to nobody else: the engine answers pages of every origin, and any that is open in a browser on this
      // machine could speak with it, past the relay's rules.
      const apiKey = randomBytes(24).toString('hex');
      const engine = await createLocalEngine(config, log, apiKey);
      owned.push(engine);
      const { url } = await engine.listen({ host: '127.0.0.1', port: 0 });
      return { url, apiKey };
    });
    const all = [...(store ? [createSearchTool(store)] : []), ...config.tools];
    const tools = new Map(all.map((tool) => [tool.name, tool]));
    const vocabulary = store ? createVocabulary(store, config.vocabularyLimit, log) : () => Promise.resolve(undefined);
    return {
      upstream,
      shared,
      store,
      tools,
      close,
      setup: async () => setupOf(config, upstream, all, store !== undefined, await vocabulary()),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openOwnStore(
  config: RelayConfig,
  owned: { close(): Promise<void> }[],
): Promise<KnowledgeStore | undefined> {
  const { databaseUrl, dataDir, language } = config;
  if (databaseUrl === undefined && dataDir === undefined) return undefined;
  const { openStore } = await import('../knowledge/open-store.js');
  const store = await openStore({ databaseUrl, dataDir, language: knowledgeLanguage(language) });
  owned.push(store);
  return store;
}

function setupOf(
  config: RelayConfig,
  upstream: Upstream,
  tools: readonly Tool[],
  hasSearch: boolean,
  prompt: string | undefined,
): SessionSetup {
  const { language, transcriptionModel, voice } = config;
  const own =
    config.instructions === defaultInstructions && !hasSearch ? instructionsWithoutSearch : config.instructions;
  return {
    instructions: own,
    voice,
    tools: tools.map(({ name, description, parameters }) => ({ type: 'function', name, description, parameters })),
    turnDetection: turnDetectionObject(config.turnDetection),
    transcription: {
      model: transcriptionModel ?? upstream.transcriptionModel,
      // The recogniser takes ISO 639-1: the language without its region.
      ...(language === undefined ? {} : { language: language.split('-', 1)[0]! }),
      ...(prompt === undefined ? {} : { prompt }),
    },
  };
}
