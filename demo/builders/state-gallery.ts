import { states } from '../scripted/states.ts';
import type { State } from '../scripted/state.ts';

/* The list of states, the switches over them, and the frame in which the chosen one is shown. */

const frame = document.getElementById('stage') as HTMLIFrameElement;
const form = document.getElementById('choices') as HTMLFormElement;
const status = document.getElementById('state-status')!;
const alone = document.getElementById('alone') as HTMLAnchorElement;

function address(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}

function list(): void {
  const groups = new Set(states.map(({ group }) => group));
  const sections = [...groups].map((group) => {
    const members = states.filter((state) => state.group === group);
    const section = document.createElement('section');
    const heading = document.createElement('h2');
    heading.textContent = group;
    heading.id = `group-${group}`;
    const items = document.createElement('ul');
    items.setAttribute('aria-labelledby', heading.id);
    items.append(...members.map((state) => item(state)));
    section.append(heading, items);
    return section;
  });
  document.getElementById('states')!.replaceChildren(...sections);
}

function item({ name, title }: State): HTMLLIElement {
  const link = document.createElement('a');
  link.textContent = title;
  link.dataset['state'] = name;
  const entry = document.createElement('li');
  entry.append(link);
  return entry;
}

function show(): void {
  const chosen = address();
  const state = states.find(({ name }) => name === chosen.get('state')) ?? states.find(({ name }) => name === 'conversation')!;
  document.getElementById('state-title')!.textContent = state.title;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-state]')) {
    const next = new URLSearchParams(chosen);
    next.set('state', link.dataset['state']!);
    link.href = `#${next}`;
    if (link.dataset['state'] === state.name) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
  const query = new URLSearchParams({ state: state.name });
  for (const select of form.querySelectorAll('select')) {
    select.value = chosen.get(select.name) ?? '';
    if (select.value === '') continue;
    if (select.name === 'frame') continue;
    query.set(select.name, select.value);
  }
  frame.dataset['width'] = chosen.get('frame') ?? '';
  frame.title = `${state.title}, shown`;
  alone.href = `/build/state?${query}`;
  alone.textContent = `/build/state?${query}`;
  status.textContent = 'Playing …';
  frame.src = alone.href;
}

/** The stage reports on its own root element; it is of this origin, so the page may look. */
function watch(): void {
  const root = frame.contentDocument?.documentElement;
  if (!root) return;
  const tell = (): void => {
    const { ready, problem } = root.dataset;
    if (ready === 'true') status.textContent = 'It is there.';
    if (ready === 'false') status.textContent = problem ?? 'It did not come about.';
  };
  new MutationObserver(tell).observe(root, { attributeFilter: ['data-ready'] });
  tell();
}

form.addEventListener('input', () => {
  const next = address();
  for (const { name, value } of form.querySelectorAll('select')) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  location.hash = next.toString();
});
frame.addEventListener('load', watch);
addEventListener('hashchange', show);
list();
show();
