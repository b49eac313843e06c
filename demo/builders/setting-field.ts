import type { Control, Setting } from './manifest-settings.ts';

/** A row of the form: its label, its control and what the docs say of it. */
export interface SettingField {
  readonly element: HTMLElement;
  /** Shows a value; undefined: what holds by itself. */
  show(value: string | undefined): void;
}

export function settingField(setting: Setting, change: (value: string | undefined) => void): SettingField {
  const { name, description, control, standard } = setting;
  const id = `set-${name.replace(/^--/, '')}`;
  const element = make('div', { className: `setting ${control.kind}` });
  element.dataset['words'] = `${name} ${description}`.toLowerCase();
  const label = make('label', { htmlFor: id });
  label.append(make('code', { textContent: name }));
  const hint = make('p', { id: `${id}-hint`, className: 'hint' });
  hint.append(...withCode(description));
  const input = inputFor(control, standard);
  input.id = id;
  input.setAttribute('aria-describedby', hint.id);
  const row = make('div', { className: 'setting-row' });
  row.append(label, input);
  const swatch = control.kind === 'colour' ? swatchFor(name) : undefined;
  if (swatch) row.append(swatch);
  element.append(row, hint);

  const read = (): string | undefined => {
    if (input instanceof HTMLInputElement && input.type === 'checkbox') return input.checked ? '' : undefined;
    return input.value === '' ? undefined : input.value;
  };
  input.addEventListener('input', () => change(read()));
  swatch?.addEventListener('input', () => {
    input.value = swatch.value;
    change(swatch.value);
  });
  return {
    element,
    show: (value) => {
      element.toggleAttribute('data-set', value !== undefined);
      if (input instanceof HTMLInputElement && input.type === 'checkbox') input.checked = value !== undefined;
      else if (input.value !== (value ?? '')) input.value = value ?? '';
      if (swatch && /^#[0-9a-f]{6}$/i.test(value ?? '')) swatch.value = value!;
    },
  };
}

function inputFor(control: Control, standard: string): HTMLInputElement | HTMLSelectElement {
  switch (control.kind) {
    case 'choice': {
      const select = make('select', {});
      const none = standard === '' ? 'as it is' : `${standard} (as it is)`;
      select.append(make('option', { value: '', textContent: none }));
      select.append(...control.values.map((value) => make('option', { value, textContent: value })));
      return select;
    }
    case 'switch':
      return make('input', { type: 'checkbox' });
    case 'number':
      return make('input', { type: 'number', step: 'any', placeholder: standard });
    case 'colour':
      return make('input', { type: 'text', placeholder: standard || 'a colour', spellcheck: false, autocomplete: 'off' });
    case 'length':
      return make('input', { type: 'text', placeholder: standard || 'a length', spellcheck: false, autocomplete: 'off' });
    case 'text':
      return make('input', { type: 'text', placeholder: standard, spellcheck: false, autocomplete: 'off' });
  }
}

function swatchFor(name: string): HTMLInputElement {
  const swatch = make('input', { type: 'color', value: '#4250d5' });
  swatch.setAttribute('aria-label', `Pick ${name}`);
  return swatch;
}

/** A description with its code as code. */
export function withCode(text: string): (Node | string)[] {
  return text.split('`').map((piece, index) => (index % 2 === 1 ? make('code', { textContent: piece }) : piece));
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  fields: Partial<Omit<HTMLElementTagNameMap[K], 'dataset' | 'style'>>,
): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(tag), fields);
}
