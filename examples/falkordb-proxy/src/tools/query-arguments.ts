import type { Parameters } from './cypher/header.js';
import { refuse } from './refusal.js';

/** The arguments of `falkordb_query`, read. */
export interface QueryArguments {
  readonly graphName: string;
  readonly query: string;
  readonly parameters: Parameters;
  /** Rows to show, when the caller said. */
  readonly maxRows: number | undefined;
}

type Arguments = Readonly<Record<string, unknown>>;

/**
 * Reads arguments that have passed the input schema.
 * @throws CallError when both `parameters` and its other name `params` are given.
 */
export function readQueryArguments(args: Arguments): QueryArguments {
  if (isGiven(args.parameters) && isGiven(args.params)) {
    refuse('params', 'is another name of `parameters`, and both were given.', 'Give `parameters` only.');
  }
  return describeQueryArguments(args);
}

/** The same without complaint, for telling a result or a failure what was asked. */
export function describeQueryArguments(args: Arguments): QueryArguments {
  return {
    graphName: text(args.graphName),
    query: text(args.query),
    parameters: asParameters(args.parameters) ?? asParameters(args.params) ?? {},
    maxRows: typeof args.maxRows === 'number' ? args.maxRows : undefined,
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function asParameters(value: unknown): Parameters | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
