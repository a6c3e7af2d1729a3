import type { EndpointMap } from 'mcp-rest-proxy';
import type { ToolModel } from 'mcp-rest-proxy/codegen';
import type { Note } from '../notes.js';
import type { ReadOptions } from '../openapi/import-options.js';

/** Where the tools come from, and how it is read. */
export interface SourceOptions {
  /** Name of the export that is the map. Default: `default`, or the only export that is one. */
  readonly export?: string;
  /** As in `compileTools`. Default `error`. */
  readonly outputMismatch?: 'error' | 'warn';
  /** What is taken from an OpenAPI document. */
  readonly openapi?: ReadOptions;
  /** Text of the module that is not on the disk yet, in place of what is. */
  readonly text?: string;
}

/** The module of a map, from which generated code imports functions and Standard Schemas. */
export interface SourceCode {
  /** Absolute path. */
  readonly file: string;
  readonly exportName: string;
}

/** A source that was read: its tools, and what reading it brought to light. */
export interface ReadSource {
  readonly endpoints: EndpointMap;
  readonly models: readonly ToolModel[];
  /** Given when the source is a module. */
  readonly code?: SourceCode;
  readonly notes: readonly Note[];
  /** Every file the tools depend on, where known: what `--watch` watches. Absolute paths. */
  readonly files: readonly string[];
}

/** Files that were found before reading failed, so that they can be watched until somebody mends them. */
export interface Loaded<Value> {
  readonly value: Value;
  readonly files: readonly string[];
}
