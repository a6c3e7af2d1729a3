import type { ReadOptions } from '../openapi/import-options.js';

/** What can be set about an OpenAPI document; without effect on other sources. */
export type OpenApiOptions = Omit<ReadOptions, 'signal'>;

/** Tools from an endpoint map, or straight from an OpenAPI document. */
export interface ToolsTarget extends OpenApiOptions {
  /**
   * A TypeScript or JavaScript module that exports an endpoint map, a map in JSON or YAML, or an OpenAPI document;
   * relative to the config file.
   */
  readonly source: string;
  /** Folder for the generated code; relative to the config file. Nothing else in it is touched. */
  readonly out: string;
  /** Name of the export that is the map. Default: `default`, or the only export that is one. */
  readonly export?: string;
  /** What to do when an answer does not fit its `response` schema; as in `compileTools`. Default `error`. */
  readonly outputMismatch?: 'error' | 'warn';
  /** Ending of relative imports in the generated code. Default `.js`, as Node.js and `NodeNext` want it. */
  readonly importExtension?: '.js' | '.ts' | '';
}

/** An endpoint map in TypeScript from an OpenAPI document: to be read, edited, and imported again. */
export interface MapTarget extends OpenApiOptions {
  /** OpenAPI 3.0 to 3.2 or Swagger 2.0: a file, relative to the config file, or a URL. */
  readonly from: string;
  /** The map to write, such as `endpoints.ts`; relative to the config file. */
  readonly out: string;
}

/** One thing to generate. */
export type Target = ToolsTarget | MapTarget;

/** Several things to generate. Maps are made first, so that tools can be made from them. */
export interface Targets {
  readonly targets: readonly Target[];
}

/** What `generate-tools.config.ts` exports. */
export type GenerateConfig = Target | Targets;

/**
 * Types a config and returns it as it is:
 *
 * ```ts
 * export default defineConfig({ source: 'endpoints.ts', out: 'src/generated' });
 * ```
 */
export function defineConfig(config: GenerateConfig): GenerateConfig {
  return config;
}
