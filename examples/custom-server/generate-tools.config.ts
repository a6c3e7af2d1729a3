import { defineConfig } from 'generate-tools';

export default defineConfig({
  targets: [
    { source: 'src/parcels/endpoints.ts', out: 'src/parcels/generated' },
    { source: 'src/depots/endpoints.yaml', out: 'src/depots/generated' },
  ],
});
