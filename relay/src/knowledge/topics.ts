/** A title or a heading as it lies in the store. */
export interface TopicSource {
  readonly kind: 'title' | 'heading';
  readonly text: string;
  /** How many documents have it. */
  readonly documents: number;
}

/** What the index knows of a candidate's words. */
export interface TopicWords {
  /** How many are no stop words. */
  readonly words: number;
  /** In how many passages its rarest word occurs; null when the index knows none of them. */
  readonly rarest: number | null;
}

const MAX_WORDS = 6;
const MAX_CHARACTERS = 80;
/** A heading of more documents than this ("Overview", "Contact") tells none of them from the others. */
const MAX_DOCUMENTS_OF_A_HEADING = 2;

/** Titles and headings as a visitor would say them, titles first, each once. */
export function topicCandidates(sources: readonly TopicSource[]): TopicSource[] {
  const documentsOf = new Map<string, number>();
  for (const { kind, text, documents } of sources) {
    const key = spoken(text).toLowerCase();
    if (kind === 'heading') documentsOf.set(key, (documentsOf.get(key) ?? 0) + documents);
  }
  const seen = new Set<string>();
  const candidates: TopicSource[] = [];
  for (const kind of ['title', 'heading'] as const) {
    for (const source of sources) {
      const text = spoken(source.text);
      const key = text.toLowerCase();
      const words = text.split(' ').length;
      if (source.kind !== kind || text === '' || words > MAX_WORDS || text.length > MAX_CHARACTERS || seen.has(key))
        continue;
      if (kind === 'heading' && (documentsOf.get(key) ?? 0) > MAX_DOCUMENTS_OF_A_HEADING) continue;
      seen.add(key);
      candidates.push({ ...source, text });
    }
  }
  return candidates;
}

/** Titles before headings; in each the shorter first, and of the same length the one with the rarest word. */
export function mostTelling(candidates: readonly TopicSource[], words: readonly TopicWords[]): string[] {
  return candidates
    .map((candidate, index) => ({
      ...candidate,
      telling: words[index]?.words ?? 0,
      length: candidate.text.split(' ').length,
      rarest: words[index]?.rarest ?? Number.MAX_SAFE_INTEGER,
    }))
    .filter(({ telling }) => telling > 0)
    .sort(
      (a, b) =>
        Number(a.kind === 'heading') - Number(b.kind === 'heading') ||
        a.length - b.length ||
        a.rarest - b.rarest ||
        (a.text < b.text ? -1 : 1),
    )
    .map(({ text }) => text);
}

/** Without what nobody says: numbering, the site's name after a bar, brackets, commas, closing punctuation. */
function spoken(text: string): string {
  return text
    .replace(/^\s*(?:\d+[.)]\s*)+(?=\D)/u, '')
    .replace(/\s[|·–—]\s.*$/u, '')
    .replace(/\([^)]*\)|\[[^\]]*\]/gu, ' ')
    .replace(/[,;:!?…"“”«»*_`#<>|]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[.\s]+$/u, '');
}
