import { EXIT_HELP } from './exit-codes.js';

/** Ends the help of the main command. */
export const GENERATE_HELP = `
Examples:
  $ generate-tools init                                        start with a config and a map
  $ generate-tools endpoints.ts --out src/generated            tools from a map
  $ generate-tools                                             all that the config says
  $ generate-tools --check                                     in CI: exit 1 and a list of changes when stale
  $ generate-tools --watch                                     again at every change
  $ generate-tools --from openapi.yaml --out endpoints.ts      an OpenAPI document as a map, to be edited
  $ generate-tools --from https://api.example.com/openapi.json --out endpoints.ts \\
      --preset read-only --include-tag orders --exclude-path '/internal/**'
  $ generate-tools openapi.yaml --out src/generated            tools straight from a document
  $ generate-tools stats                                       what the tools cost a model

A source is a TypeScript or JavaScript module that exports an endpoint map, a map in JSON or YAML, or an
OpenAPI 3.0 to 3.2 or Swagger 2.0 document. Without one, generate-tools.config.ts says what to do:

  import { defineConfig } from 'generate-tools';
  export default defineConfig({ source: 'endpoints.ts', out: 'src/generated' });

${EXIT_HELP}`;

export const INIT_HELP = `
Examples:
  $ generate-tools init                  generate-tools.config.ts and endpoints.ts
  $ generate-tools init --format yaml    generate-tools.config.json and endpoints.yaml

Nothing is overwritten: if one of the files is there, none is written (exit code 4).`;

export const STATS_HELP = `
Examples:
  $ generate-tools stats                           every source of the config
  $ generate-tools stats endpoints.ts              one source
  $ generate-tools stats openapi.yaml --top 50     a document, before anything is generated from it
  $ generate-tools stats --json                    for machines

Tokens are an estimate: characters of the JSON that a client receives for tools/list, divided by 4.`;
