import { brandNames } from './brands.ts';
import { runBrandTalk } from './brand-talk.ts';
import { keepStill, stopClock } from './keep-still.ts';
import { defineScriptedAssistant } from './scripted-assistant.ts';
import type { ScriptedAssistant } from './scripted-assistant.ts';
import { Stage } from './stage.ts';
import { readStageQuery } from './stage-query.ts';
import { stateNamed, states } from './states.ts';

/*
 * One state of the element, alone on a page. `data-ready` of the page's root element is `true` when it is there, `false`
 * with `data-problem` when it did not come about.
 */

const root = document.documentElement;
const query = readStageQuery(location.search, brandNames);

function makeAssistant(attributes: Readonly<Record<string, string | null>>): ScriptedAssistant {
  const assistant = document.createElement('realtime-assistant') as ScriptedAssistant;
  const all = {
    'relay-url': 'ws://relay.test/realtime',
    placement: 'inline',
    heading: query.brand === null ? 'Ask the ranger' : null,
    ...attributes,
    ...(query.placement !== null && { placement: query.placement }),
    ...(query.locale !== null && { locale: query.locale }),
  };
  for (const [name, value] of Object.entries(all)) if (value !== null) assistant.setAttribute(name, value);
  return assistant;
}

function suggestions(questions: readonly string[]): HTMLButtonElement[] {
  return questions.map((question) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.slot = 'suggestions';
    button.textContent = question;
    return button;
  });
}

async function setPage(): Promise<void> {
  if (query.still) stopClock();
  root.dir = query.dir;
  if (query.theme) root.dataset['theme'] = query.theme;
  if (query.still) root.dataset['still'] = '';
  if (query.text !== 100) root.style.fontSize = `${query.text}%`;
  if (query.width !== null) document.body.style.inlineSize = `${query.width}px`;
  if (query.brand === null) return;
  root.dataset['brand'] = query.brand;
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `/build/themes/${query.brand}.css` });
  const loaded = new Promise((resolve, reject) => {
    link.addEventListener('load', resolve);
    link.addEventListener('error', () => reject(new Error(`The theme ${query.brand} could not be loaded.`)));
  });
  document.head.append(link);
  await loaded;
}

async function show(): Promise<void> {
  await setPage();
  defineScriptedAssistant();
  await import('realtime-assistant/define');
  if (query.state === 'running') return void (await runBrandTalk(document.querySelector('main')!, query, makeAssistant));
  const state = stateNamed(query.state);
  if (!state) throw new Error(`There is no state "${query.state}". There are: ${states.map(({ name }) => name).join(', ')}.`);
  document.title = `${state.title} · realtime-assistant`;
  const assistant = makeAssistant(state.attributes ?? {});
  assistant.append(...suggestions(['What are the campfire rules?', 'How much is boat rental?']));
  document.querySelector('main')!.append(assistant);
  await assistant.updateComplete;
  const stage = new Stage(assistant);
  await state.play(stage);
  await stage.settles();
  if (query.still) await keepStill();
}

show().then(
  () => (root.dataset['ready'] = 'true'),
  (error: unknown) => {
    root.dataset['problem'] = String(error);
    root.dataset['ready'] = 'false';
    console.error(error);
  },
);
