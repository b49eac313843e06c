import { defineConfig, type BuildOptions } from 'vite';
import { assetPlugin } from './build/asset-plugin.ts';
import { threadScript } from './build/bundle-asset.ts';

// `vite build`: the npm module, lit left to the site's own bundler. `vite build --mode script`: one file for a script
// tag.
export default defineConfig(({ mode }) => {
  const isScript = mode === 'script';
  return {
    plugins: [assetPlugin({ files: !isScript })],
    // A classic script has no import.meta; what stands beside it is found by `document.currentScript`.
    define: { __SCRIPT__: String(isScript), ...(isScript && { 'import.meta.url': 'undefined' }) },
    build: isScript ? script : npmModule,
  };
});

const shared = { target: 'es2022', sourcemap: true, minify: true } satisfies BuildOptions;

// What others wrote stays theirs: their licences ask for a notice in every copy.
const comments = { legal: true };

const npmModule = {
  ...shared,
  emptyOutDir: true,
  lib: {
    entry: { index: 'src/index.ts', define: 'src/define.ts', testing: 'src/testing/index.ts' },
    formats: ['es'],
  },
  rolldownOptions: {
    external: [/^lit(\/|$)/, /^@lit\//, /^web-audio-beat-detector/],
    output: {
      comments,
      entryFileNames: '[name].js',
      // All in one folder: the chunks name the worklets' and workers' files as their neighbours.
      chunkFileNames: ({ name, isDynamicEntry }) => {
        if (threadScript.test(name)) return `${name.slice(0, -3).replace('.', '-')}-text.js`;
        // What is loaded later, under its own name; the rest is one piece.
        return isDynamicEntry ? `${name}.js` : 'shared.js';
      },
    },
  },
} satisfies BuildOptions;

const script = {
  ...shared,
  emptyOutDir: false,
  lib: {
    entry: 'src/define.ts',
    formats: ['iife'],
    name: 'RealtimeAssistant',
    fileName: () => 'realtime-assistant.js',
  },
  rolldownOptions: { output: { comments, codeSplitting: false } },
} satisfies BuildOptions;
