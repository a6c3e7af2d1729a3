/** How much of a result is shown, in the text and in the structured content alike. */
export interface ResultBudget {
  /** Rows when the caller names no `maxRows`. Default 200. */
  readonly rows: number;
  /** Size of the rows shown, as characters of JSON. Default 20000. */
  readonly characters: number;
}

/** What a backend wants to be told differently. */
export interface FalkordbOptions {
  /**
   * How Cypher parameters travel. `cypher-header` (default): as literals in FalkorDB's own `CYPHER name=value` header
   * in front of the query, right for every backend that hands the text to FalkorDB. `native`: in the field
   * `parameters`, with the query unchanged, for a backend that documents real parameters.
   */
  readonly parameters?: 'cypher-header' | 'native';
  /** Longest `query` the backend takes, header included, in UTF-16 units. Default 10000. */
  readonly maxQueryLength?: number;
  /** Largest request body the backend takes, in bytes. Default 102400. */
  readonly maxBodyBytes?: number;
  /**
   * What to do when header and query are longer than `maxQueryLength`. `placeholders` (default): let the backend put
   * long values into the header, by its field `params`, which only the released MCPServer 1.1.0 has. `refuse`: say so.
   */
  readonly longValues?: 'placeholders' | 'refuse';
  /** Lets queries use `LOAD CSV`, which reaches files and the network of the database's host. Default false. */
  readonly allowLoadCsv?: boolean;
  readonly resultBudget?: Partial<ResultBudget>;
}

/** Options with every default filled in. */
export interface FalkordbSettings {
  readonly parameters: 'cypher-header' | 'native';
  readonly maxQueryLength: number;
  readonly maxBodyBytes: number;
  readonly longValues: 'placeholders' | 'refuse';
  readonly allowLoadCsv: boolean;
  readonly resultBudget: ResultBudget;
}

/** Fills the defaults in: the limits of FalkorDB MCPServer 1.1.0. */
export function resolveOptions(options: FalkordbOptions): FalkordbSettings {
  return {
    parameters: options.parameters ?? 'cypher-header',
    maxQueryLength: options.maxQueryLength ?? 10_000,
    maxBodyBytes: options.maxBodyBytes ?? 102_400,
    longValues: options.longValues ?? 'placeholders',
    allowLoadCsv: options.allowLoadCsv ?? false,
    resultBudget: {
      rows: options.resultBudget?.rows ?? 200,
      characters: options.resultBudget?.characters ?? 20_000,
    },
  };
}
