import type { KnowledgeStore } from '../knowledge/store.js';

/** Long enough that a visitor does not wait for the database, short enough that a new ingestion is heard of. */
const keepMs = 60_000;
const maxTopics = 500;
/** A visitor does not wait for a database that hangs. */
const patienceMs = 2_000;

/**
 * What the recogniser is told of the site's words: `Topics: a, b, c`, at most `limit` characters, most telling first.
 * Gives `undefined` when there are none. Never rejects: without a vocabulary the assistant hears worse, but it hears.
 */
export function createVocabulary(
  store: KnowledgeStore,
  limit: number,
  log: (line: string) => void,
): () => Promise<string | undefined> {
  let kept: { readonly at: number; readonly prompt: Promise<string | undefined> } | undefined;
  return () => {
    if (limit === 0) return Promise.resolve(undefined);
    if (!kept || performance.now() - kept.at > keepMs) {
      const prompt = inTime(store.topics(maxTopics))
        .then((topics) => vocabularyPrompt(topics, limit))
        .catch((error: unknown) => {
          kept = undefined;
          log(`no vocabulary for the recogniser: ${String(error).split('\n', 1)[0]}`);
          return undefined;
        });
      kept = { at: performance.now(), prompt };
    }
    return kept.prompt;
  };
}

/** Joins topics as the services take keywords. A topic has no comma in it. */
export function vocabularyPrompt(topics: readonly string[], limit: number): string | undefined {
  let prompt = '';
  const seen = new Set<string>();
  for (const raw of topics) {
    const topic = raw.replace(/[\s,]+/g, ' ').trim();
    if (topic === '' || seen.has(topic.toLowerCase())) continue;
    const longer = prompt === '' ? `Topics: ${topic}` : `${prompt}, ${topic}`;
    if (longer.length > limit) break;
    seen.add(topic.toLowerCase());
    prompt = longer;
  }
  return prompt === '' ? undefined : prompt;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the knowledge did not answer in time')), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
