import { defineConfig, type BuildOptions } from 'vite';
import { assetPlugin } from './build/asset-plugin.ts';
import { threadScript } from './build/bundle-asset.ts';
import { classicScript } from './build/classic-script.ts';
import { integrity } from './build/integrity.ts';
import { thirdPartyLicenses } from './build/third-party-licenses.ts';
import { minifyTemplates } from './build/minify-templates.ts';

/*
 * The three builds: `vite build` makes the npm module, Lit left to the site's own bundler; `--mode module` the same with Lit in
 * it, for `<script type="module">` from a CDN; `--mode script` one file for a classic script tag.
 */
export default defineConfig(({ mode }) => {
  const isScript = mode === 'script';
  return {
    plugins: [
      assetPlugin({ files: mode === 'production' ? threadScripts : [] }),
      minifyTemplates(),
      // The files for browsers have no room for notices: these lie beside them.
      ...(mode === 'production' ? [] : [thirdPartyLicenses()]),
      ...(isScript ? [classicScript({ globalName: 'RealtimeAssistant' }), integrity()] : []),
    ],
    // A classic script has no import.meta; what stands beside it is found by `document.currentScript`.
    define: { __SCRIPT__: String(isScript), ...(isScript && { 'import.meta.url': 'undefined' }) },
    build: isScript ? script : mode === 'module' ? pageModule : npmModule,
  };
});

/** What runs on a thread of its own, as files. */
const threadScripts = [
  'src/audio/capture.worklet.ts',
  'src/audio/playback.worklet.ts',
  'src/audio/beat.worker.ts',
  'src/elements/orb.worker.ts',
  'src/voice.worker.ts',
  'src/dialects.worker.ts',
];

const shared = { target: 'es2022', sourcemap: true, minify: true } satisfies BuildOptions;

interface ChunkInfo {
  readonly name: string;
  readonly isDynamicEntry: boolean;
  readonly facadeModuleId: string | null;
}

/** Names of what is loaded later; the rest is one piece. All in one folder: the chunks name worklets and workers as neighbours. */
const chunkName = ({ name, isDynamicEntry, facadeModuleId }: ChunkInfo): string => {
  // The script tag's file loads them too, by these names.
  if (facadeModuleId?.includes('/elements/locales/')) return `locale-${name}`;
  if (threadScript.test(name)) return `${name.slice(0, -3).replace('.', '-')}-text`;
  return isDynamicEntry || name === 'on-demand' ? name : 'shared';
};

const npmModule = {
  ...shared,
  emptyOutDir: true,
  lib: {
    entry: { index: 'src/index.ts', define: 'src/define.ts', testing: 'src/testing/index.ts' },
    formats: ['es'],
  },
  rolldownOptions: {
    external: [/^lit(\/|$)/, /^@lit\//, /^web-audio-beat-detector/],
    // What others wrote stays theirs: their licences ask for a notice in every copy.
    output: { comments: { legal: true }, entryFileNames: '[name].js', chunkFileNames: (chunk) => `${chunkName(chunk)}.js` },
  },
} satisfies BuildOptions;

const pageModule = {
  ...shared,
  emptyOutDir: false,
  lib: { entry: { 'realtime-assistant': 'src/define.ts' }, formats: ['es'] },
  rolldownOptions: {
    // What the parts share with the shell is in the shell.
    preserveEntrySignatures: 'allow-extension',
    output: {
      // No bundler comes after this one.
      minify: true,
      entryFileNames: '[name].mjs',
      chunkFileNames: (chunk) => `realtime-assistant.${chunkName(chunk)}.mjs`,
      // Two requests before a conversation, not one for each piece that has several users.
      codeSplitting: {
        groups: [
          { name: 'shell', test: /src\/define\.ts$/, priority: 2 },
          { name: 'on-demand', test: /src\/on-demand\.ts$/, priority: 1 },
        ],
      },
    },
  },
} satisfies BuildOptions;

/** What a conversation over a WebSocket needs is in the one file, and what several of the later ones share; the rest is loaded when it is wanted, see classic-script.ts. */
const inScript =
  /src\/(?:script|on-demand|voice\/voice-loop)\.ts$|(?:capture|playback)\.worklet\.ts|directives\/live\.js$|realtime-devices\.styles\.ts$/;

const script = {
  ...shared,
  emptyOutDir: false,
  lib: { entry: { 'realtime-assistant': 'src/script.ts' }, formats: ['es'] },
  rolldownOptions: {
    preserveEntrySignatures: 'allow-extension',
    output: {
      minify: true,
      entryFileNames: '[name].js',
      chunkFileNames: (chunk) => `realtime-assistant.${chunkName(chunk)}.js`,
      codeSplitting: { groups: [{ name: 'main', test: inScript }] },
    },
  },
} satisfies BuildOptions;
