import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  // Without this Vue looks for components of these names.
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('realtime-') } } })],
  // Where `npx realtime-assistant-relay serve` listens.
  server: { proxy: { '/realtime': { target: 'http://127.0.0.1:8787', ws: true } } },
});
