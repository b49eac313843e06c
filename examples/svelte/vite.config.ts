import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [svelte({ preprocess: vitePreprocess() })],
  // Where `npx realtime-assistant-relay serve` listens.
  server: { proxy: { '/realtime': { target: 'http://127.0.0.1:8787', ws: true } } },
});
