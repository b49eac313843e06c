import { brands } from './brands.ts';
import type { Brand, BrandTurn } from './brands.ts';
import type { ScriptedAssistant } from './scripted-assistant.ts';
import { Stage } from './stage.ts';
import { keepStill } from './keep-still.ts';
import type { StageQuery } from './stage-query.ts';

/** About as fast as people speak, milliseconds a word. */
const wordMs = 300;
const pauseMs = 2_500;

/**
 * A brand's conversation, spoken again and again, for as long as the page is there. Resolves when it runs; of a page that
 * keeps still, when its last answer is being heard.
 */
export async function runBrandTalk(
  place: HTMLElement,
  query: StageQuery,
  make: (attributes: Readonly<Record<string, string | null>>) => ScriptedAssistant,
): Promise<void> {
  const brand = brands.find(({ name }) => name === query.brand) ?? brands[0]!;
  document.title = `${brand.title} · realtime-assistant`;
  const assistant = make({ heading: brand.heading });
  for (const question of brand.suggestions) {
    const button = document.createElement('button');
    button.type = 'button';
    button.slot = 'suggestions';
    button.textContent = question;
    assistant.append(button);
  }
  place.append(assistant);
  const stage = new Stage(assistant);
  await stage.connected();
  if (!query.still) {
    void goRound(stage, brand);
    return;
  }
  for (const turn of brand.turns.slice(0, -1)) {
    stage.relay.asks(turn.question);
    stage.relay.answers(turn.answer, turn.sources);
  }
  const last = brand.turns.at(-1)!;
  stage.relay.asks(last.question);
  stage.relay.thinks();
  stage.relay.says(last.answer, 4_000);
  await stage.listens(2_400);
  await stage.status('speaking');
  assistant.sound.show({ output: 0.14 });
  await keepStill();
}

async function goRound(stage: Stage, brand: Brand): Promise<void> {
  for (;;) {
    for (const turn of brand.turns) await speakTurn(stage, turn);
    await pause(2 * pauseMs);
    stage.assistant.clear();
    await pause(pauseMs);
  }
}

async function speakTurn(stage: Stage, { question, tool, answer, sources }: BrandTurn): Promise<void> {
  const { relay, assistant } = stage;
  const { sound } = assistant;
  await pause(pauseMs / 2);
  relay.hears();
  for (const word of wordsOf(question)) {
    relay.partly(word);
    await moved(wordMs, (level) => sound.show({ input: level }));
  }
  sound.show({});
  relay.heard(question);
  relay.thinks();
  await pause(pauseMs / 3);
  if (tool !== undefined) {
    relay.tool(tool);
    await pause(pauseMs);
    relay.tool(tool, 'completed');
    relay.thinks();
  }
  const spoken = wordsOf(answer);
  for (const word of spoken) relay.says(word, wordMs);
  relay.ends(sources);
  await stage.until('sound to be heard', () => sound.silent.queuedMs > 0);
  for (let left = spoken.length; left > 0; left -= 1) {
    await moved(wordMs, (level) => sound.show({ output: level }));
    sound.silent.hear(wordMs);
  }
  sound.show({});
  await stage.status('listening');
}

/** With the space before it, so that they add up to the text. */
function wordsOf(text: string): string[] {
  return text.match(/\s*\S+/g) ?? [];
}

/** The loudness of a word: it swells and falls, louder and softer by turns. */
async function moved(ms: number, show: (level: number) => void): Promise<void> {
  const stepMs = 50;
  for (let at = 0; at < ms; at += stepMs) {
    show(0.03 + 0.16 * Math.sin((Math.PI * (at + stepMs / 2)) / ms) * (0.6 + 0.4 * Math.random()));
    await pause(stepMs);
  }
}

/** Timers of a page that nobody sees are slow, and so is the talk then; nothing is lost by it. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
