/** Lit from its own folders, so that the product's module build runs as it is published. */
const importMap = {
  imports: {
    lit: '/node_modules/lit/index.js',
    'lit/': '/node_modules/lit/',
    'lit-html': '/node_modules/lit-html/lit-html.js',
    'lit-html/': '/node_modules/lit-html/',
    'lit-element/': '/node_modules/lit-element/',
    '@lit/reactive-element': '/node_modules/@lit/reactive-element/reactive-element.js',
    '@lit/reactive-element/': '/node_modules/@lit/reactive-element/',
    '@lit/context': '/node_modules/@lit/context/index.js',
  },
};

/** Pages that are measured from outside alone, and run nothing of the bench's that would be measured with them. */
const plain: ReadonlySet<string> = new Set(['element', 'naive-face', 'wavtools-face']);

/** @param name of a script in bench/page */
export function pageHtml(name: string): string {
  if (!/^[a-z-]+$/.test(name)) throw new Error('no page');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>bench</title>
<link rel="icon" href="data:,">
${plain.has(name) ? '' : '<script src="/bench/page/instrument.js"></script>'}
<script type="importmap">${JSON.stringify(importMap)}</script>
<script type="module" src="/bench/page/${name}.js"></script>
<main></main>
</html>`;
}
