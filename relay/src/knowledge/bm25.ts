/**
 * The statements of the search index. BM25 is computed from postings, because PostgreSQL's own `ts_rank` knows nothing
 * of how rare a word is: over 5,000 passages it found the right one among five for 47 to 62 of 100 questions, these
 * statements for 93 (docs/decisions/0003-bm25-in-sql.md).
 */

// The constants of Lucene, Elasticsearch and SQLite's FTS5.
const K1 = 1.2;
const B = 0.75;

/** A visitor may say anything for any time; a question has few telling words: the rarest that the index knows count. */
const MAX_QUERY_CHARACTERS = 4_000;
const MAX_QUERY_TERMS = 32;

/**
 * Text as the index takes it: lower-case words and nothing else. PostgreSQL's parser keeps "docs.example.org/a-b" as
 * one word, which costs nine in a hundred answers; done here, as what a letter is depends on the database's locale.
 */
export function normalise(text: string, language: string): string {
  const words = text.normalize('NFKC').toLowerCase();
  // English writes café and cafe alike, recognisers the latter; elsewhere accents tell words (and stop words) apart.
  const folded = language === 'english' ? words.normalize('NFD').replace(/\p{M}+/gu, '') : words;
  return folded.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
}

/** The words of a title and of a heading say what a passage is about even where its sentences do not repeat them. */
export function indexedText(title: string, heading: string, text: string): string {
  return `${title} ${heading} ${heading} ${text}`;
}

export function queryText(query: string, language: string): string {
  return normalise(query.slice(0, MAX_QUERY_CHARACTERS), language);
}

/**
 * Parameters: language, normalised query, limit. Rows: a passage and its score, best first.
 *
 * `OFFSET 0` keeps the planner from rearranging: each term's postings come from the index, also where the tables were
 * never analysed (the embedded database has no autovacuum), in which case it would read all of them for each search.
 */
export const SEARCH = `
WITH query AS MATERIALIZED (
  SELECT term.term,
    ln(1 + (total.passages - term.df + 0.5::float8) / (term.df + 0.5::float8)) AS idf,
    total.length::float8 / greatest(total.passages, 1) AS average
  FROM unnest(to_tsvector($1::text::regconfig, $2)) AS word
  JOIN knowledge_term AS term ON term.term = word.lexeme
  CROSS JOIN (SELECT passages, length FROM knowledge_total LIMIT 1) AS total
  ORDER BY term.df, term.term LIMIT ${MAX_QUERY_TERMS}
), best AS MATERIALIZED (
  SELECT posting.passage AS n, sum(
    query.idf * posting.tf * ${K1 + 1}::float8 /
    (posting.tf + ${K1}::float8 * (${1 - B}::float8 + ${B}::float8 * posting.length / query.average))
  ) AS score
  FROM query CROSS JOIN LATERAL (
    SELECT passage, tf, length FROM knowledge_posting WHERE term = query.term OFFSET 0
  ) AS posting
  GROUP BY posting.passage ORDER BY score DESC, n LIMIT $3::integer
)
SELECT passage.id, passage.document_id, document.title, passage.heading, passage.url, passage.text, best.score
FROM best
JOIN knowledge_passage AS passage USING (n)
JOIN knowledge_document AS document ON document.id = passage.document_id
ORDER BY best.score DESC, best.n`;

/** Parameters: language, document id, then arrays of one length: passage ids, headings, URLs, texts, indexed texts. */
export const ADD_PASSAGES = `
WITH piece AS MATERIALIZED (
  SELECT input.*, to_tsvector($1::text::regconfig, input.indexed) AS vector
  FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    WITH ORDINALITY AS input (id, heading, url, text, indexed, position)
), stored AS (
  INSERT INTO knowledge_passage (id, document_id, heading, url, text, length)
  SELECT id, $2, heading, url, text, (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(vector))
  FROM piece ORDER BY position
  RETURNING n, id, length
), posted AS (
  INSERT INTO knowledge_posting (term, passage, tf, length)
  SELECT word.lexeme, stored.n, cardinality(word.positions), stored.length
  FROM stored JOIN piece USING (id) CROSS JOIN unnest(piece.vector) AS word
  RETURNING term
), counted AS (
  INSERT INTO knowledge_term (term, df) SELECT term, count(*) FROM posted GROUP BY term
  ON CONFLICT (term) DO UPDATE SET df = knowledge_term.df + excluded.df
)
UPDATE knowledge_total SET passages = passages + (SELECT count(*) FROM stored),
  length = length + (SELECT coalesce(sum(length), 0) FROM stored)`;

/** Parameter: document id. Takes its passages out of the index and out of every count. */
export const REMOVE_PASSAGES = `
WITH gone AS (
  DELETE FROM knowledge_passage WHERE document_id = $1 RETURNING n, length
), unposted AS (
  DELETE FROM knowledge_posting USING gone WHERE passage = gone.n RETURNING term
), lost AS (
  SELECT term, count(*) AS n FROM unposted GROUP BY term
), forgotten AS (
  DELETE FROM knowledge_term AS term USING lost WHERE term.term = lost.term AND term.df <= lost.n
), counted AS (
  UPDATE knowledge_term AS term SET df = term.df - lost.n FROM lost WHERE term.term = lost.term AND term.df > lost.n
)
UPDATE knowledge_total SET passages = passages - (SELECT count(*) FROM gone),
  length = length - (SELECT coalesce(sum(length), 0) FROM gone)`;
