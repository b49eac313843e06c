import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Where `npx realtime-assistant-relay serve` listens.
  server: { proxy: { '/realtime': { target: 'http://127.0.0.1:8787', ws: true } } },
});
