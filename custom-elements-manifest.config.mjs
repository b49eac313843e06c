/*
 * How `custom-elements.json` is made: from the JSDoc of the classes in src/elements, told as the package publishes them.
 * scripts/manifest/complaints.ts says what is missing in it.
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

/** Which elements an element has inside it, by tag: it exports their parts as `prefix__name`, see nested-parts.ts. */
const inside = new Map([
  ['realtime-transcript', ['realtime-sources']],
  ['realtime-settings', ['realtime-devices']],
  [
    'realtime-panel',
    ['settings', 'notes', 'consent', 'rating', 'transcript', 'orb', 'status', 'composer', 'controls'].map(
      (name) => `realtime-${name}`,
    ),
  ],
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

/** Names of types are of no use to an editor that completes an attribute; what can be written there is. */
const values = new Map();
const spellOut = (text) =>
  text.replaceAll(/\b[A-Z]\w+(?:\['\w+'\])?/gu, (name) => (values.has(name) ? spellOut(values.get(name)) : name));
/** What can be written into an attribute: a list, too, is words. */
const written = (text) =>
  /\[\]/u.test(text) ? 'string' : [...new Set(spellOut(text).split(/\s*\|\s*/u))].filter((each) => /^(?:'.*'|string|number|boolean)$/u.test(each)).join(' | ');

/** Keeps what a user of the package can reach, in an order that does not depend on the file system. */
const publicFace = {
  name: 'public-face',
  collectPhase({ ts, node }) {
    if (ts.isTypeAliasDeclaration(node) && ts.isUnionTypeNode(node.type)) {
      values.set(node.name.text, node.type.types.map((each) => each.getText()).join(' | '));
    }
    // A list of names, such as `DIALECT_NAMES` behind `DialectName`.
    if (ts.isTypeAliasDeclaration(node) && ts.isIndexedAccessTypeNode(node.type)) {
      const list = /typeof (\w+)/u.exec(node.type.getText())?.[1];
      const names = new RegExp(`const ${list} = \\[(.*?)\\]`, 'su').exec(node.getSourceFile().text)?.[1];
      if (names) values.set(node.name.text, names.split(',').map((each) => each.trim()).filter(Boolean).join(' | '));
    }
    if (ts.isInterfaceDeclaration(node) && /^Session(?:Options|Settings)$/u.test(node.name.text)) {
      for (const { name, type } of node.members) {
        if (type) values.set(`SessionOptions['${name?.getText()}']`, type.getText());
      }
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
      for (const { type } of element.attributes ?? []) if (type) type.text = written(type.text);
      element.members = element.members?.filter((member) => isPublic(member) && !lifecycle.has(member.name));
      // A `dispatchEvent` in the code is found too, under whatever its first argument is; the JSDoc has told of it.
      element.events = element.events?.filter(({ name }) => name?.startsWith('realtime-'));
      // The analyzer notes where things are inherited from by source paths, which are not published.
      for (const list of [element.members, element.attributes, element.events, element.cssStates, [element]]) {
        for (const entry of list ?? []) delete entry.inheritedFrom;
      }
      element.superclass = { name: 'LitElement', package: 'lit' };
    }
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
  // The session's and the wire's types are read for their values alone.
  globs: ['src/elements/*.ts', 'src/session/*.ts', 'src/protocol/client-command.ts', 'src/protocol/dialect-name.ts'],
  exclude: ['src/elements/*.styles.ts'],
  outdir: '.',
  litelement: true,
  packagejson: false,
  plugins: [publicFace],
};
