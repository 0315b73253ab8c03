import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** What ends up in the bundle, and whose licence asks to travel with it. */
const SHIPPED = ['@fontsource-variable/inter', 'fflate', 'lit', 'maplibre-gl', 'pmtiles', 'uplot'];
/** Packages that leave their licence in their repository. */
const OWN_COPIES: Record<string, string> = { pmtiles: 'licences/pmtiles.txt' };

function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle() {
      const texts = SHIPPED.map((name) => {
        const folder = `node_modules/${name}`;
        const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
        const path = file ? `${folder}/${file}` : OWN_COPIES[name];
        if (!path) throw new Error(`${name} has no licence file`);
        return `${name}\n\n${readFileSync(path, 'utf8').trim()}\n`;
      });
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: texts.join(`\n${'-'.repeat(80)}\n\n`) });
    },
  };
}

// One bundle, served from the jar under "/". Names carry a hash so that they may be cached for ever.
export default defineConfig({
  base: './',
  publicDir: 'public',
  plugins: [licences()],
  build: {
    outDir: 'target/classes/web',
    emptyOutDir: true,
    target: 'es2022',
    // A data: address would need its own permission in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Not every server knows that .mjs (MapLibre's worker) is JavaScript.
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith('.mjs'))
            ? 'assets/[name]-[hash].js'
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
  // A busy machine is slower, not wrong.
  test: { include: ['test/**/*.test.ts'], environment: 'node', testTimeout: 60_000 },
});
