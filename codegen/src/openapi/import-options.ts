/** Picks operations; an operation is picked when every kind that is given picks it. */
export interface Filter {
  readonly tags?: readonly string[];
  /** Globs over path templates: `*` is one segment, `**` any number, `?` one character. `/orders/**` picks `/orders` too. */
  readonly paths?: readonly string[];
  readonly methods?: readonly string[];
  /** operationIds, or tool names. */
  readonly operations?: readonly string[];
}

/**
 * Ready-made selections, combined by listing several: `read-only` takes GET, HEAD and OPTIONS; `no-deletes` leaves
 * DELETE out; `no-deprecated` leaves deprecated operations out. `all` takes everything.
 */
export type Preset = 'all' | 'read-only' | 'no-deletes' | 'no-deprecated';

/** What is taken from an OpenAPI document, and how it is named. */
export interface ImportOptions {
  /** Only these. Default: all. */
  readonly include?: Filter;
  /** None of these; wins over `include`. */
  readonly exclude?: Filter;
  /** Default `all`. */
  readonly preset?: Preset | readonly Preset[];
  /** Tool names from the operationId (default), or from method and path. */
  readonly naming?: 'operationId' | 'path';
  /** Makes every warning an error. Default false. */
  readonly strict?: boolean;
  /** Takes tool scopes from OAuth security requirements. Default false: the proxy's scopes are its own. */
  readonly scopes?: boolean;
  /** Takes response schemas. Default true. */
  readonly responses?: boolean;
  /** Longest tool description, in characters. Default 1000. */
  readonly maxDescription?: number;
  /**
   * Characters of JSON that one schema of a tool may take, with all it refers to; what is deeper is left open.
   * Default 16000, about 4000 tokens.
   */
  readonly maxSchemaSize?: number;
}

/** `ImportOptions` for documents that are read from somewhere. */
export interface ReadOptions extends ImportOptions {
  /** Lets `$ref` name files outside the document's folder. Default false. */
  readonly allowOutsideFiles?: boolean;
  /** Ends the reading of a URL. */
  readonly signal?: AbortSignal;
}
