import { bindCopyButtons, copyFrom } from './copy-buttons.ts';
import { readPropertyNotes, readSettings } from './manifest-settings.ts';
import type { Manifest, Setting } from './manifest-settings.ts';
import { make, settingField, withCode } from './setting-field.ts';
import type { SettingField } from './setting-field.ts';
import { cssSnippet, fromHash, htmlSnippet, jsSnippet, toHash } from './snippets.ts';

const tag = 'realtime-assistant';

/** Where the playground begins: what a first visitor would want to see. */
const beginning = new Map([
  ['relay-url', '/realtime'],
  ['placement', 'inline'],
]);

const byId = (id: string): HTMLElement => document.getElementById(id)!;

/** Turns the settings, shows the element and prints the code. */
class Playground {
  readonly #settings: readonly Setting[];
  readonly #fields = new Map<string, SettingField>();
  #chosen = new Map<string, string>();
  #assistant: HTMLElement | undefined;

  constructor(manifest: Manifest) {
    this.#settings = readSettings(manifest, tag);
    const groups = byId('groups');
    groups.replaceChildren(
      this.#group('Attributes', this.#settings.filter(({ target }) => target === 'attribute'), true),
      this.#group('Custom properties', this.#settings.filter(({ target }) => target === 'style'), true),
      notes(manifest),
    );
    byId('reset').addEventListener('click', () => this.#take(new Map(beginning)));
    byId('filter').addEventListener('input', (event) => filter((event.target as HTMLInputElement).value));
    byId('controls').addEventListener('submit', (event) => event.preventDefault());
    byId('share').addEventListener('click', (event) => void copyFrom(event.currentTarget as HTMLButtonElement, location.href));
    for (const button of document.querySelectorAll<HTMLElement>('[data-scheme]')) {
      button.addEventListener('click', () => setScheme(button.dataset['scheme'] ?? 'auto'));
    }
    addEventListener('hashchange', () => {
      if (location.hash.slice(1) !== toHash(this.#chosen)) this.#take(fromHash(location.hash, this.#settings));
    });
    this.#take(location.hash === '' ? new Map(beginning) : fromHash(location.hash, this.#settings));
  }

  #group(title: string, settings: readonly Setting[], open: boolean): HTMLElement {
    const group = make('details', { open, className: 'group' });
    group.append(make('summary', { textContent: `${title} (${settings.length})` }));
    for (const setting of settings) {
      const field = settingField(setting, (value) => this.#set(setting.name, value));
      this.#fields.set(setting.name, field);
      group.append(field.element);
    }
    return group;
  }

  #set(name: string, value: string | undefined): void {
    const chosen = new Map(this.#chosen);
    if (value === undefined) chosen.delete(name);
    else chosen.set(name, value);
    this.#take(chosen);
  }

  #take(chosen: Map<string, string>): void {
    this.#chosen = chosen;
    for (const [name, field] of this.#fields) field.show(chosen.get(name));
    this.#show();
    byId('snippet-html').textContent = htmlSnippet(this.#settings, chosen);
    byId('snippet-js').textContent = jsSnippet(this.#settings, chosen);
    byId('snippet-css').textContent = cssSnippet(this.#settings, chosen);
    const count = chosen.size;
    byId('changes').textContent = count === 0 ? 'Nothing is set: these are the defaults.' : `${count} set, in the address too.`;
    history.replaceState(null, '', `#${toHash(chosen)}`);
  }

  /** One element all along: a change reaches it as it would on a page, and a conversation goes on. */
  #show(): void {
    const assistant = (this.#assistant ??= document.createElement(tag));
    for (const { name, target } of this.#settings) {
      const value = this.#chosen.get(name);
      if (target === 'style') setProperty(assistant, name, value);
      else if (value === undefined) assistant.removeAttribute(name);
      else if (assistant.getAttribute(name) !== value) assistant.setAttribute(name, value);
    }
    if (!assistant.isConnected) byId('preview').append(assistant);
    byId('preview').classList.toggle('cornered', assistant.getAttribute('placement') !== 'inline');
  }
}

function setProperty(assistant: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined) assistant.style.removeProperty(name);
  else assistant.style.setProperty(name, value);
}

function notes(manifest: Manifest): HTMLElement {
  const group = make('details', { className: 'group' });
  const properties = readPropertyNotes(manifest, tag);
  group.append(make('summary', { textContent: `Properties without an attribute (${properties.length})` }));
  const list = make('dl', { className: 'properties' });
  for (const { name, type, description } of properties) {
    const term = make('dt', {});
    term.append(make('code', { textContent: name }), ' ', make('code', { className: 'type', textContent: type }));
    const text = make('dd', {});
    text.append(...withCode(description));
    list.append(term, text);
  }
  group.append(list);
  return group;
}

function filter(text: string): void {
  const wanted = text.trim().toLowerCase();
  for (const row of document.querySelectorAll<HTMLElement>('.setting')) {
    row.hidden = !(row.dataset['words'] ?? '').includes(wanted);
  }
}

function setScheme(scheme: string): void {
  byId('preview').dataset['scheme'] = scheme;
  for (const button of document.querySelectorAll<HTMLElement>('[data-scheme]')) {
    if (button.tagName === 'BUTTON') button.setAttribute('aria-pressed', String(button.dataset['scheme'] === scheme));
  }
}

async function start(): Promise<void> {
  const response = await fetch('/build/custom-elements.json');
  if (!response.ok) throw new Error(`custom-elements.json: ${response.status}`);
  void new Playground((await response.json()) as Manifest);
}

bindCopyButtons();
start().catch((error: unknown) => {
  byId('groups').textContent = `The settings could not be read: ${String(error)}`;
});
