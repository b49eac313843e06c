import { randomBytes } from 'node:crypto';
import type { RelayConfig } from '../config/options.js';
import { defaultInstructions, instructionsWithoutSearch } from '../config/instructions.js';
import { turnDetectionObject } from '../config/turn-detection-object.js';
import { knowledgeLanguage } from '../config/knowledge-language.js';
import type { KnowledgeStore } from '../knowledge/store.js';
import type { NotesStore } from '../notes/notes-store.js';
import { Webhook } from '../reports/webhook.js';
import type { SqlRecordings } from '../reports/sql-recordings.js';
import type { SessionReport } from '../session/session-report.js';
import type { SessionSetup } from '../session/upstream-shape.js';
import { createNoteTools } from '../tools/notes.js';
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
  /** Users' own; undefined where the operator keeps none. */
  readonly notes: NotesStore | undefined;
  readonly tools: ReadonlyMap<string, Tool>;
  /** Settings for a new session. Never rejects. */
  setup(): Promise<SessionSetup>;
  /** Tells the operator of a session that is over. Never throws. */
  report(report: SessionReport): void;
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
    const webhook = config.webhook && new Webhook({ ...config.webhook, log });
    if (webhook) owned.push(webhook);
    const { store, notes, recordings } = await openStores(config, owned, log);
    const upstream = await createUpstream(config.upstream ?? { kind: 'local' }, async () => {
      // Known to nobody else: the engine answers pages of every origin, and any that is open in a browser on this
      // machine could speak with it, past the relay's rules.
      const apiKey = randomBytes(24).toString('hex');
      const engine = await createLocalEngine(config, log, apiKey);
      owned.push(engine);
      const { url } = await engine.listen({ host: '127.0.0.1', port: 0 });
      return { url, apiKey };
    });
    const all = [...(store ? [createSearchTool(store)] : []), ...(notes ? createNoteTools(notes) : []), ...config.tools];
    const tools = new Map(all.map((tool) => [tool.name, tool]));
    const vocabulary = store ? createVocabulary(store, config.vocabularyLimit, log) : () => Promise.resolve(undefined);
    return {
      upstream,
      shared,
      store,
      notes,
      tools,
      close,
      report: (report) => {
        recordings?.add(report);
        // What was said goes to nobody who did not ask for it.
        const { transcript, ...numbers } = report;
        const told = config.transcripts && transcript ? report : numbers;
        webhook?.send(told);
        try {
          config.onSessionEnd?.(told);
        } catch (error) {
          log(`onSessionEnd failed: ${String(error)}`);
        }
      },
      setup: async () => setupOf(config, upstream, all, store !== undefined, await vocabulary()),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Stores {
  readonly store: KnowledgeStore | undefined;
  readonly notes: NotesStore | undefined;
  readonly recordings: SqlRecordings | undefined;
}

/** Knowledge, notes and recordings lie in one database, unless the knowledge is of the operator's own making. */
async function openStores(
  config: RelayConfig,
  owned: { close(): Promise<void> }[],
  log: (line: string) => void,
): Promise<Stores> {
  const { databaseUrl, dataDir, recordingDays } = config;
  const given = config.store ?? undefined;
  const hasOwnStore = config.store === undefined;
  if ((!hasOwnStore && !config.notes && !recordingDays) || (databaseUrl === undefined && dataDir === undefined)) {
    return { store: given, notes: undefined, recordings: undefined };
  }
  const language = knowledgeLanguage(config.language);
  const { openDatabase } = await import('../knowledge/open-store.js');
  const database = await openDatabase({ databaseUrl, dataDir });
  owned.push(database);
  const { SqlStore } = await import('../knowledge/sql-store.js');
  const { SqlNotes } = await import('../notes/sql-notes.js');
  const { SqlRecordings } = await import('../reports/sql-recordings.js');
  const recordings = recordingDays ? await SqlRecordings.open({ database, keepDays: recordingDays, log }) : undefined;
  if (recordings) owned.push(recordings);
  return {
    recordings,
    store: hasOwnStore ? await SqlStore.open(database, language) : given,
    notes: config.notes ? await SqlNotes.open(database, language) : undefined,
  };
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
