import type { ToolModel } from 'mcp-rest-proxy/codegen';

/** Where the functions and Standard Schemas of an endpoint map are imported from. */
export interface CodeModule {
  /** Module of the map, relative to the output folder, e.g. `../endpoints.js`. */
  readonly specifier: string;
  /** Name the map is exported under; `default` is allowed. */
  readonly exportName: string;
}

export interface EmitInput {
  readonly models: readonly ToolModel[];
  /** How the header names the source, e.g. `endpoints.ts`: relative, with `/`. */
  readonly source: string;
  /** Needed when a tool has hooks or Standard Schemas. Default: there is no code. */
  readonly code?: CodeModule;
  /** As it was given to `buildToolModels`. Default `error`. */
  readonly outputMismatch?: 'error' | 'warn';
  /** Ending of the relative imports between the files written. Default `.js`. */
  readonly importExtension?: '.js' | '.ts' | '';
}
