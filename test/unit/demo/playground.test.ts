import { readFile } from 'node:fs/promises';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { controlOf, readPropertyNotes, readSettings, styleControlOf } from '../../../demo/builders/manifest-settings.ts';
import type { Manifest, Setting } from '../../../demo/builders/manifest-settings.ts';
import { cssSnippet, fromHash, htmlSnippet, jsSnippet, markup, toHash } from '../../../demo/builders/snippets.ts';

let manifest: Manifest;
let settings: Setting[];

beforeAll(async () => {
  manifest = JSON.parse(await readFile('custom-elements.json', 'utf8')) as Manifest;
  settings = readSettings(manifest, 'realtime-assistant');
});

const kindOf = (name: string) => settings.find((setting) => setting.name === name)?.control;

describe('the settings of the playground', () => {
  it('are all that the package documents: every attribute, every custom property, every property without an attribute', () => {
    const elements = manifest.modules.flatMap(({ declarations = [] }) => declarations);
    const element = elements.find(({ tagName }) => tagName === 'realtime-assistant')!;
    const properties = new Set(elements.flatMap(({ cssProperties = [] }) => cssProperties.map(({ name }) => name)));
    expect(settings.map(({ name }) => name).toSorted()).toEqual(
      [...element.attributes!.map(({ name }) => name), ...properties].toSorted(),
    );
    expect(readPropertyNotes(manifest, 'realtime-assistant').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['getToken', 'tools', 'strings', 'session']),
    );
  });

  it('have the control that their type asks for', () => {
    expect(kindOf('open')).toEqual({ kind: 'switch' });
    expect(kindOf('volume')).toEqual({ kind: 'number' });
    expect(kindOf('heading')).toEqual({ kind: 'text' });
    expect(kindOf('mode')).toEqual({ kind: 'choice', values: ['hands-free', 'push-to-talk', 'text'] });
    expect(kindOf('--realtime-accent')).toEqual({ kind: 'colour' });
    expect(kindOf('--realtime-radius')).toEqual({ kind: 'length' });
    expect(kindOf('--realtime-font')).toEqual({ kind: 'text' });
  });

  it('know an attribute that nobody has heard of by its type, or by the values that its description lists', () => {
    expect(controlOf({ name: 'hat', type: { text: "'top' | 'bowler' | undefined" } })).toEqual({
      kind: 'choice',
      values: ['top', 'bowler'],
    });
    expect(controlOf({ name: 'hat', type: { text: "Options['hat']" }, description: 'Either `top`, or `bowler`.' })).toEqual({
      kind: 'choice',
      values: ['top', 'bowler'],
    });
    expect(controlOf({ name: 'hat', type: { text: 'string | undefined' }, description: 'Not `a` nor `b`.' })).toEqual({ kind: 'text' });
    expect(styleControlOf({ name: '--realtime-hat-size' })).toEqual({ kind: 'length' });
  });
});

describe('the code that the playground prints', () => {
  const chosen = new Map([
    ['relay-url', 'wss://relay.example/a?b=1&c="2"'],
    ['muted', ''],
    ['heading', 'Ask <us>'],
    ['--realtime-accent', '#ff0066'],
  ]);

  it('is markup that means what was set, whatever is in it', () => {
    const { document } = parseHTML(`<body>${markup(settings, chosen)}</body>`);
    const element = document.querySelector('realtime-assistant')!;
    expect(element.getAttributeNames().toSorted()).toEqual(['heading', 'muted', 'relay-url']);
    expect(element.getAttribute('relay-url')).toBe('wss://relay.example/a?b=1&c="2"');
    expect(element.getAttribute('heading')).toBe('Ask <us>');
    expect(htmlSnippet(settings, chosen)).toMatch(/^<script src="realtime-assistant\.js" defer><\/script>/);
  });

  it('is script that sets the same attributes', () => {
    const set = new Map<string, string>();
    const body = jsSnippet(settings, chosen).replace(/^import .*$/m, '');
    const document = {
      createElement: () => ({ setAttribute: (name: string, value: string) => set.set(name, value) }),
      body: { append: () => {} },
    };
    // The snippet itself is what is tested, so it is run.
    // oxlint-disable-next-line no-new-func
    new Function('document', body)(document);
    expect(set).toEqual(new Map([...chosen].filter(([name]) => !name.startsWith('--'))));
  });

  it('is a style sheet of the custom properties alone', () => {
    expect(cssSnippet(settings, chosen)).toBe('realtime-assistant {\n  --realtime-accent: #ff0066;\n}');
  });

  it('goes through an address and back, and leaves out what an address made up', () => {
    expect(fromHash(`#${toHash(chosen)}`, settings)).toEqual(chosen);
    expect(fromHash('#mode=shouting&onclick=alert(1)&voice=marin', settings)).toEqual(new Map([['voice', 'marin']]));
  });
});
