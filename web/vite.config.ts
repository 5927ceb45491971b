import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { guide } from './dev/guide.ts';
import { mockServer } from './dev/mock.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** With STRONGROOM_URL set, `npm run dev` talks to that server; without it, to the stand-in under dev/. */
const server = process.env['STRONGROOM_URL'];

export default defineConfig({
  plugins: [svelte(), guide(), ...(server ? [] : [mockServer()])],
  resolve: { alias: { $lib: at('./src/lib'), $desk: at('./src/desk') } },
  // The guide's pictures lie beside the web app, in docs/.
  server: { fs: { allow: ['..'] }, ...(server ? { proxy: { '/api': server } } : {}) },
  preview: server ? { proxy: { '/api': server } } : {},
  build: {
    target: 'es2022',
    // The page's policy is `default-src 'self'`: nothing may be inlined as a data: address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 300,
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
