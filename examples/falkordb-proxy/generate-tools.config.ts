import { defineConfig } from 'generate-tools';

export default defineConfig({ source: 'src/tools/map.ts', out: 'src/generated' });
