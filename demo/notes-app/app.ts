import 'realtime-assistant/define';
import type { RealtimeAssistant } from 'realtime-assistant';
import { noteTools } from './note-tools.ts';
import { NotesStore } from './notes-store.ts';
import { titleOf, toMarkdown } from './notes.ts';
import type { Note } from './notes.ts';
import { offerInstallation, showNetwork, startServiceWorker } from './shell.ts';

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const saveDelayMs = 400;

/** The list, the open note, and what is done with them by hand; by voice the tools do the same on the same store. */
class NotesApp {
  readonly #store: NotesStore;
  readonly #text = byId<HTMLTextAreaElement>('text');
  readonly #find = byId<HTMLInputElement>('find');
  #open: Note | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(store: NotesStore) {
    this.#store = store;
    store.watch(() => void this.#show());
    byId('new').addEventListener('submit', (event) => void this.#keep(event));
    this.#find.addEventListener('input', () => void this.#show());
    this.#text.addEventListener('input', () => this.#saveSoon());
    this.#text.addEventListener('blur', () => void this.#save());
    byId('delete').addEventListener('click', () => void this.#delete());
    byId('export').addEventListener('click', () => void this.#export());
    addEventListener('hashchange', () => void this.#follow(true));
    // What was typed last is kept, however the page ends.
    addEventListener('pagehide', () => void this.#save());
    void this.#show();
    void this.#follow(false);
  }

  async #show(): Promise<void> {
    const notes = await this.#store.list(this.#find.value);
    byId('notes').replaceChildren(...notes.map((note) => this.#item(note)));
    const none = byId('none');
    none.hidden = notes.length > 0;
    none.textContent = this.#find.value.trim() === '' ? 'No notes yet. Write one above, or speak.' : 'No note holds these words.';
    byId<HTMLButtonElement>('export').disabled = notes.length === 0;
    if (this.#open && !(await this.#store.get(this.#open.id))) location.hash = '';
  }

  #item(note: Note): HTMLLIElement {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `#${note.id}`;
    link.dir = 'auto';
    if (note.id === this.#open?.id) link.setAttribute('aria-current', 'true');
    const title = document.createElement('span');
    title.className = 'title';
    title.textContent = titleOf(note);
    const time = document.createElement('time');
    time.dateTime = new Date(note.changedAt).toISOString();
    time.textContent = shortDate(note.changedAt);
    link.append(title, time);
    item.append(link);
    return item;
  }

  /** The address names the open note, so that the way back is the browser's own. */
  async #follow(takeFocus: boolean): Promise<void> {
    await this.#save();
    const id = location.hash.slice(1);
    const before = this.#open?.id;
    this.#open = id === '' ? undefined : await this.#store.get(id);
    const note = this.#open;
    document.body.toggleAttribute('data-open', note !== undefined);
    byId('editor').hidden = !note;
    await this.#show();
    if (!note) {
      if (takeFocus && before !== undefined) (document.querySelector<HTMLElement>(`#notes a[href="#${CSS.escape(before)}"]`) ?? byId('new-text')).focus();
      return;
    }
    this.#text.value = note.text;
    byId('saved').textContent = '';
    byId('dates').textContent = `Written ${longDate(note.createdAt)}`;
    if (takeFocus) this.#text.focus();
  }

  async #keep(event: Event): Promise<void> {
    event.preventDefault();
    const field = byId<HTMLTextAreaElement>('new-text');
    const text = field.value.trim();
    if (text === '') return;
    field.value = '';
    await this.#store.add(text);
    field.focus();
    announce('Kept.');
  }

  #saveSoon(): void {
    byId('saved').textContent = '';
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.#save(), saveDelayMs);
  }

  async #save(): Promise<void> {
    clearTimeout(this.#saving);
    const note = this.#open;
    const text = this.#text.value;
    if (!note || text === note.text) return;
    this.#open = { ...note, text };
    if (await this.#store.change(note.id, text)) byId('saved').textContent = 'Saved on this device';
  }

  async #delete(): Promise<void> {
    const note = this.#open;
    if (!note || !confirm(`Delete “${titleOf(note)}”?`)) return;
    this.#open = undefined;
    await this.#store.remove(note.id);
    location.hash = '';
    byId('new-text').focus();
    announce('Deleted.');
  }

  async #export(): Promise<void> {
    const file = new Blob([toMarkdown(await this.#store.list())], { type: 'text/markdown' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = 'notes.md';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}

/** The note-taker: tools on the store, or, where the visitor wants it, no answers and everything written down. */
function bindAssistant(store: NotesStore): void {
  const assistant = document.querySelector<RealtimeAssistant>('realtime-assistant')!;
  for (const tool of noteTools(store)) assistant.registerTool(tool);
  const dictate = byId<HTMLInputElement>('dictate');
  dictate.addEventListener('change', () => assistant.setAttribute('task', dictate.checked ? 'transcription' : 'assistant'));
  assistant.addEventListener('realtime-message', ({ message: { role, status, text } }) => {
    if (dictate.checked && role === 'user' && status === 'complete' && text.trim() !== '') void store.add(text.trim());
  });
}

function announce(words: string): void {
  byId('saved').textContent = words;
}

function shortDate(at: number): string {
  const today = new Date().toDateString() === new Date(at).toDateString();
  return new Date(at).toLocaleString([], today ? { timeStyle: 'short' } : { dateStyle: 'medium' });
}

function longDate(at: number): string {
  return new Date(at).toLocaleString([], { dateStyle: 'full', timeStyle: 'short' });
}

async function start(): Promise<void> {
  showNetwork(byId('network'));
  offerInstallation(byId<HTMLButtonElement>('install'));
  void startServiceWorker();
  const store = await NotesStore.open();
  bindAssistant(store);
  void new NotesApp(store);
}

start().catch((error: unknown) => {
  // A browser that keeps nothing (private windows of some): said rather than silently lost.
  byId('network').textContent = `Notes cannot be kept here: ${String(error)}`;
});
