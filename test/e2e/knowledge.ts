import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startDemo } from '../../demo/serve-demo.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the knowledge of the demo's documents. */
    knowledge?: string;
  }
}

/** Reads the demo's documents once for all files of the suite, which takes seconds; each park gets a copy of its own. */
export default async function readDocuments(project: TestProject): Promise<() => Promise<void>> {
  const knowledge = await mkdtemp(join(tmpdir(), 'realtime-assistant-knowledge-'));
  const demo = await startDemo({ port: 0, dataDir: knowledge, log: () => {} });
  await demo.close();
  project.provide('knowledge', knowledge);
  return () => rm(knowledge, { recursive: true, force: true });
}
