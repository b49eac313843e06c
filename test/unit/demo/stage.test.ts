import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ElementManifest, Manifest } from '../../../demo/builders/manifest-settings.ts';
import { brandNames, brands } from '../../../demo/scripted/brands.ts';
import { readStageQuery } from '../../../demo/scripted/stage-query.ts';

type Documented = ElementManifest & Record<'cssParts' | 'cssStates', readonly { readonly name: string }[]>;

describe('the address of the stage', () => {
  it('says what is shown, and how', () => {
    const address = '?state=hearing&theme=dark&dir=rtl&brand=signal&locale=pt-BR&text=200&width=320&placement=top-end&still';
    expect(readStageQuery(address, brandNames)).toEqual({
      state: 'hearing',
      theme: 'dark',
      dir: 'rtl',
      brand: 'signal',
      locale: 'pt-BR',
      text: 200,
      width: 320,
      placement: 'top-end',
      still: true,
    });
  });

  it('is as good as empty where it makes no sense', () => {
    const address = '?theme=pink&dir=up&brand=../../x&locale=%22%3E&text=9999&width=-1&placement=middle';
    expect(readStageQuery(address, brandNames)).toEqual(readStageQuery('', brandNames));
  });
});

describe('the themes', () => {
  it('are each one style sheet of a brand', async () => {
    expect((await readdir('demo/themes')).toSorted()).toEqual(brands.map(({ name }) => `${name}.css`).toSorted());
  });

  it.each(brandNames)('%s uses what is documented, and nothing else', async (name) => {
    const { modules } = JSON.parse(await readFile('custom-elements.json', 'utf8')) as Manifest;
    const elements = modules.flatMap(({ declarations = [] }) => declarations);
    const element = elements.find(({ tagName }) => tagName === 'realtime-assistant') as Documented;
    const parts = new Set(element.cssParts.map(({ name }) => name));
    const states = new Set(element.cssStates.map(({ name }) => name));
    const properties = new Set(elements.flatMap(({ cssProperties = [] }) => cssProperties.map(({ name }) => name)));

    const css = (await readFile(`demo/themes/${name}.css`, 'utf8')).replaceAll(/\/\*[\s\S]*?\*\//g, '');
    const selectors = [...css.matchAll(/([^{};]+)\{/g)].flatMap(([, list]) => list!.split(',').map((one) => one.trim()));
    const shape = /^realtime-assistant(?::state\([a-z-]+\))*(?:::part\([\w-]+\)(?:::before)?| > \[slot='suggestions'\])?$/;
    expect(selectors.filter((selector) => !selector.startsWith('@media') && !shape.test(selector))).toEqual([]);
    expect([...css.matchAll(/::part\(([\w-]+)\)/g)].map(([, part]) => part!).filter((part) => !parts.has(part))).toEqual([]);
    expect([...css.matchAll(/:state\(([\w-]+)\)/g)].map(([, state]) => state!).filter((state) => !states.has(state))).toEqual([]);
    expect((css.match(/--realtime-[\w-]+/g) ?? []).filter((property) => !properties.has(property))).toEqual([]);
    expect(css).not.toMatch(/@import|url\(|!important/);
  });
});
