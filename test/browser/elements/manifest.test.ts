import { expect } from 'chai';
import { RealtimePanel } from '../../../src/elements/index.ts';
import './setup.ts';

interface Declared {
  readonly tagName: string;
  readonly cssParts?: readonly { readonly name: string }[];
  readonly slots?: readonly { readonly name: string }[];
  readonly attributes?: readonly { readonly name: string }[];
}

type Registered = CustomElementConstructor & {
  readonly parts?: readonly string[];
  readonly observedAttributes: readonly string[];
};

const manifest = (await (await fetch('/custom-elements.json')).json()) as { modules: { declarations: Declared[] }[] };
const declared = manifest.modules.flatMap(({ declarations }) => declarations);

/** The manifest is what designers and editors go by: it must say no more and no less than the elements do. */
describe('custom-elements.json', () => {
  for (const { tagName, cssParts = [], attributes = [] } of declared) {
    it(`<${tagName}> has exactly the parts and attributes that are documented`, () => {
      const element = customElements.get(tagName) as Registered | undefined;
      const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).sort();
      // The panel's come when it is wanted.
      const late = tagName === 'realtime-assistant' ? RealtimePanel.parts : [];
      expect(names(cssParts)).to.deep.equal([...(element?.parts ?? []), ...late].sort());
      expect(names(attributes)).to.deep.equal([...(element?.observedAttributes ?? [])].sort());
    });
  }

  it('knows every element that is registered', () => {
    expect(declared.map(({ tagName }) => tagName).sort()).to.deep.equal([
      'realtime-assistant',
      'realtime-composer',
      'realtime-consent',
      'realtime-controls',
      'realtime-devices',
      'realtime-launcher',
      'realtime-notes',
      'realtime-orb',
      'realtime-panel',
      'realtime-rating',
      'realtime-session',
      'realtime-settings',
      'realtime-sources',
      'realtime-status',
      'realtime-transcript',
    ]);
  });
});
