import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const packages = ['lit', 'lit-html', 'lit-element', '@lit/reactive-element', '@lit/context', 'marked'];

/** Writes the licences of what is bundled, word for word, into one file beside the bundles. */
export function thirdPartyLicenses(): Plugin {
  return {
    name: 'third-party-licenses',
    generateBundle() {
      const source = packages.map((name) => `${name}\n\n${licenseOf(name)}`).join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'third-party-licenses.txt', source });
    },
  };
}

function licenseOf(name: string): string {
  const folder = new URL(`../node_modules/${name}/`, import.meta.url);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file`);
  return readFileSync(new URL(file, folder), 'utf8').trim();
}
