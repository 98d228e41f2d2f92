import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { budget } from './budget.ts';

export default defineConfig({
  plugins: [react(), budget({ firstContentKb: 200 })],
  build: { target: 'baseline-widely-available', sourcemap: false, assetsInlineLimit: 0 },
  test: { include: ['tests/**/*.test.ts'] },
  // The gateway of a local cloud that runs beside: `npm run dev`.
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:5000', '/__': 'http://127.0.0.1:5000' } },
});
