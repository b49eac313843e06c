/*
 * How `custom-elements.json` is made: from the JSDoc of the classes in src/elements, told as the package publishes them.
 * An element's public face without a description fails the run.
 */

const published = 'dist/index.js';
const registering = 'dist/define.js';

/** Lit's own, which no author sets. */
const internal = new Set(['styles', 'shadowRootOptions', 'parts', 'createRenderRoot']);

function isPublic({ privacy, name, static: fixed, inheritedFrom }) {
  const own = privacy === undefined || privacy === 'public';
  return own && !name.startsWith('#') && !internal.has(name) && !fixed && inheritedFrom?.name !== 'LitElement';
}

const lifecycle = new Set(['connectedCallback', 'disconnectedCallback', 'render', 'updated', 'willUpdate', 'focus']);

function missingWords(element) {
  const kinds = ['attributes', 'members', 'events', 'slots', 'cssParts', 'cssProperties', 'cssStates'];
  return kinds.flatMap((kind) =>
    (element[kind] ?? [])
      .filter(({ description }) => !description)
      .map(({ name }) => `<${element.tagName}> ${kind} ${name}`),
  );
}

/** Which elements an element has inside it, by tag: it exports their parts as `prefix__name`, see nested-parts.ts. */
const inside = new Map([
  ['realtime-transcript', ['realtime-sources']],
  ['realtime-panel', ['devices', 'transcript', 'orb', 'status', 'composer', 'controls'].map((name) => `realtime-${name}`)],
  ['realtime-assistant', ['realtime-launcher', 'realtime-panel']],
]);

function partsOf(tag, elements) {
  const own = elements.find(({ tagName }) => tagName === tag)?.cssParts ?? [];
  const nested = (inside.get(tag) ?? []).flatMap((child) => {
    const prefix = child === 'realtime-panel' ? '' : `${child.slice('realtime-'.length)}__`;
    return partsOf(child, elements).map(({ name, description }) => ({
      name: name.includes('__') ? name : `${prefix}${name}`,
      description,
    }));
  });
  return [...own, ...nested];
}

function byName(a, b) {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

/** Names of types are of no use to an editor that completes an attribute; their values are. */
const values = new Map();
const spellOut = (text) => text?.replaceAll(/\b[A-Z]\w+\b/gu, (name) => values.get(name) ?? name);

/** Keeps what a user of the package can reach, in an order that does not depend on the file system. */
const publicFace = {
  name: 'public-face',
  collectPhase({ ts, node }) {
    if (ts.isTypeAliasDeclaration(node) && ts.isUnionTypeNode(node.type)) {
      values.set(node.name.text, node.type.types.map((each) => each.getText()).join(' | '));
    }
  },
  packageLinkPhase({ customElementsManifest }) {
    const elements = customElementsManifest.modules
      .flatMap(({ declarations }) => declarations ?? [])
      .filter(({ customElement, tagName }) => customElement && tagName)
      .sort(byName);
    const parts = new Map(elements.map(({ tagName }) => [tagName, partsOf(tagName, elements)]));
    for (const element of elements) {
      if (inside.has(element.tagName)) element.cssParts = parts.get(element.tagName);
      for (const { type } of element.attributes ?? []) if (type) type.text = spellOut(type.text);
      element.members = element.members?.filter((member) => isPublic(member) && !lifecycle.has(member.name));
      // A `dispatchEvent` in the code is found too, without its name; the JSDoc has told of it.
      element.events = element.events?.filter(({ name }) => name?.startsWith('realtime-'));
      // The analyzer notes where things are inherited from by source paths, which are not published.
      for (const list of [element.members, element.attributes, element.events, element.cssStates, [element]]) {
        for (const entry of list ?? []) delete entry.inheritedFrom;
      }
      element.superclass = { name: 'LitElement', package: 'lit' };
    }
    const missing = elements.flatMap(missingWords);
    if (missing.length > 0) throw new Error(`Not documented:\n  ${missing.join('\n  ')}`);
    customElementsManifest.modules = [
      {
        kind: 'javascript-module',
        path: published,
        declarations: elements,
        exports: elements.map(({ name }) => ({ kind: 'js', name, declaration: { name, module: published } })),
      },
      {
        kind: 'javascript-module',
        path: registering,
        declarations: [],
        exports: elements.map(({ name, tagName }) => ({
          kind: 'custom-element-definition',
          name: tagName,
          declaration: { name, module: published },
        })),
      },
    ];
  },
};

export default {
  // The session's types are read for their values alone.
  globs: ['src/elements/*.ts', 'src/session/*.ts'],
  exclude: ['src/elements/*.styles.ts'],
  outdir: '.',
  litelement: true,
  packagejson: false,
  plugins: [publicFace],
};
