import { defineConfig } from 'vitest/config';

// One bundle, served from the jar under "/". Names carry a hash so that they may be cached for ever.
export default defineConfig({
  base: './',
  publicDir: 'public',
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
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
});
