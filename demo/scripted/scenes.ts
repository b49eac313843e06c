import { fireRules, firewood, words } from './park-words.ts';
import type { Stage } from './stage.ts';

/* What several states begin with. */

/** Question and answer that are over. */
export async function said(stage: Stage): Promise<void> {
  stage.relay.asks(words.fireQuestion);
  stage.relay.answers(words.fireAnswer, [fireRules, firewood]);
  await stage.until('the answer', () => stage.assistant.session?.snapshot.messages.at(-1)?.sources.length === 2);
}

export async function answering(stage: Stage): Promise<void> {
  await stage.connected();
  await said(stage);
  stage.relay.asks(words.boatQuestion);
  stage.relay.thinks();
  await stage.status('thinking');
}

export async function speaking(stage: Stage): Promise<void> {
  await answering(stage);
  stage.relay.says(words.boatBegin, 2400);
  stage.relay.says(words.boatRest, 4000);
  await stage.listens(1800);
  await stage.status('speaking');
}

export function written(stage: Stage, pairs: Iterable<readonly [string, string]>): void {
  for (const [question, answer] of pairs) {
    stage.relay.asks(question);
    stage.relay.answers(answer);
  }
}
