import { defineConfig } from 'generate-tools';

export default defineConfig({
  targets: [
    { from: 'bookshop.yaml', out: 'src/endpoints.ts' },
    { source: 'src/endpoints.ts', out: 'src/generated' },
  ],
});
