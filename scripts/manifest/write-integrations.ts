import { readFileSync, writeFileSync } from 'node:fs';
import { generateJetBrainsWebTypes } from 'custom-element-jet-brains-integration';
import { generateVsCodeCustomElementData } from 'custom-element-vs-code-integration';
import { MANIFEST, readManifest } from './manifest.ts';
import { tagTypes } from './tags.ts';

/*
 * A step of the build: what editors and frameworks read, from custom-elements.json. The types are our own: the published generators leave
 * the events' types out or take them for CustomEvents, and tell every framework at once of the elements, installed or not.
 */
writeFileSync('dist/types/tags.d.ts', tagTypes(readManifest()));

/** Beside a tag: what it is, its slots and its events. Sixty parts would bury that; they are completed where they are written. */
const shown = { outdir: 'dist', hideCssPartsDocs: true, hideCssPropertiesDocs: true, hideMethodDocs: true, hideLogs: true };

// Each generator changes the manifest that it is given.
const ownCopy = (): Parameters<typeof generateJetBrainsWebTypes>[0] => JSON.parse(readFileSync(MANIFEST, 'utf8'));
generateJetBrainsWebTypes(ownCopy(), { ...shown, webTypesFileName: 'web-types.json', packageJson: false });
generateVsCodeCustomElementData(ownCopy(), {
  ...shown,
  htmlFileName: 'html-custom-data.json',
  cssFileName: 'css-custom-data.json',
});

// Plain strings VS Code shows as they are, asterisks and all.
for (const file of ['dist/html-custom-data.json', 'dist/css-custom-data.json']) {
  const data: unknown = JSON.parse(readFileSync(file, 'utf8'), (name, value: unknown) =>
    name === 'description' && typeof value === 'string' ? { kind: 'markdown', value } : value,
  );
  writeFileSync(file, `${JSON.stringify(data, null, 2)}\n`);
}
