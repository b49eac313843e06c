import { transform } from 'esbuild';
import MagicString from 'magic-string';
import type { Plugin } from 'vite';

/** Just enough of a syntax tree to find templates in it. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

interface Template extends Node {
  readonly tag: Node & { readonly name?: string };
  readonly quasi: Node & { readonly quasis: readonly Node[] };
}

/**
 * Takes the white space out of Lit's templates, which no minifier of scripts may touch: `css` by esbuild, as a style sheet of
 * its own; of `html` and `svg` only what means nothing wherever it stands.
 */
export function minifyTemplates(): Plugin {
  return {
    name: 'minify-templates',
    enforce: 'post',
    apply: 'build',
    async transform(code, id) {
      if (!id.endsWith('.ts') || !/\b(?:css|html|svg)`/.test(code)) return null;
      const text = new MagicString(code);
      for (const template of templatesIn(this.parse(code) as unknown as Node)) {
        const { quasis } = template.quasi;
        if (template.tag.name === 'css') {
          // What an expression puts between two rules is an unknown rule to the minifier, which lets it pass.
          const sheet = quasis.map(({ start, end }) => unescape(code.slice(start, end))).join('@expression;');
          const parts = (await minifyCss(sheet)).split('@expression;');
          if (parts.length !== quasis.length) this.error(`${id}: an expression in a css template has to stand between two rules`);
          quasis.forEach(({ start, end }, index) => text.update(start, end, escape(parts[index]!)));
        } else {
          quasis.forEach(({ start, end }, index) => {
            const short = minifyMarkup(code.slice(start, end), index === 0, index === quasis.length - 1);
            if (short !== code.slice(start, end)) text.update(start, end, short);
          });
        }
      }
      return text.hasChanged() ? { code: text.toString(), map: text.generateMap({ source: id, hires: true }) } : null;
    },
  };
}

function* templatesIn(node: Node): Generator<Template> {
  if (node.type === 'TaggedTemplateExpression' && ['css', 'html', 'svg'].includes((node as Template).tag.name ?? '')) {
    yield node as Template;
  }
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && typeof (child as Node).type === 'string') yield* templatesIn(child as Node);
    }
  }
}

async function minifyCss(css: string): Promise<string> {
  const { code } = await transform(css, { loader: 'css', minify: true, charset: 'utf8', logLevel: 'silent' });
  return code.trim();
}

/**
 * A run of white space is one space to the reader; between two tags on lines of their own, and at the ends of a template, it
 * is the writer's indentation. Text that needs a space beside a tag has to stand on one line with it.
 */
export function minifyMarkup(markup: string, isFirst: boolean, isLast: boolean): string {
  let short = markup.replaceAll(/>[ \t]*\n[ \t\n]*</g, '><');
  if (isFirst) short = short.replace(/^[ \t]*\n[ \t\n]*/, '');
  if (isLast) short = short.replace(/[ \t]*\n[ \t\n]*$/, '');
  return short.replaceAll(/[ \t\n]+/g, ' ').replaceAll(/ (\/?>)/g, '$1');
}

const unescape = (raw: string): string => raw.replaceAll(/\\([`$\\])/g, '$1');
const escape = (text: string): string => text.replaceAll(/[`\\]|\$(?=\{)/g, '\\$&');
