import { z } from 'zod';
import type { KnowledgeStore } from '../knowledge/store.js';
import { ToolError } from './tool-error.js';
import type { Tool } from './tool.js';

const arguments_ = z.object({
  query: z
    .string()
    .trim()
    .min(1)
    .transform((query) => query.slice(0, 500)),
});

export interface SearchToolOptions {
  /** Passages a search gives the model, 1 to 20. Default 5. */
  readonly limit?: number;
  /** What the visitor reads meanwhile. Default "Searching the site". */
  readonly label?: string;
}

/** The tool `search {query}` over the site's knowledge; its output is described in docs/wire.md. */
export function createSearchTool(store: KnowledgeStore, options: SearchToolOptions = {}): Tool {
  const { limit = 5, label = 'Searching the site' } = options;
  return {
    name: 'search',
    label,
    description:
      'Searches the documents of this website. Call it before you answer any question about the website, its ' +
      'subject, products, people, places, prices, times or rules. Gives the passages that fit best, best first.',
    parameters: {
      type: 'object',
      properties: {
        query: {
          type: 'string',
          description: 'The telling words of the question, in the language of the website, with names spelled out.',
        },
      },
      required: ['query'],
      additionalProperties: false,
    },
    async run(args, { signal }) {
      const parsed = arguments_.safeParse(args);
      if (!parsed.success) throw new ToolError('search needs {"query": "words to look for"}.');
      const hits = await store.search(parsed.data.query, { limit, signal });
      if (hits.length === 0) {
        const note =
          'Nothing found. Try once with other words; if that finds nothing either, say that the website does not tell.';
        return { output: JSON.stringify({ passages: [], note }) };
      }
      const passages = hits.map(({ id, title, heading, url, text }) => ({ id, title, heading, url, text }));
      return { output: JSON.stringify({ passages }), passages: hits };
    },
  };
}
