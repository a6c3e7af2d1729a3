import { isRecord } from './rest.js';

/** One entry of `details` in the shipped backend's validation error. */
export interface Mistake {
  readonly field: string;
  readonly message: string;
  readonly value?: unknown;
}

/** The shipped backend's checks of a query request, in its order: query, graph name, parameters. */
export function findMistakes({ query, graphName, params }: Readonly<Record<string, unknown>>): Mistake[] {
  return [...checkQuery(query), ...checkGraphName(graphName), ...checkParams(params)];
}

function checkQuery(query: unknown): Mistake[] {
  const field = 'query';
  if (!query) return [{ field, message: 'Query is required' }];
  if (typeof query !== 'string') return [{ field, message: 'Query must be a string', value: typeof query }];
  if (query.trim() === '') return [{ field, message: 'Query cannot be empty' }];
  if (query.length <= 10_000) return [];
  return [{ field, message: 'Query too long (max 10000 characters)', value: query.length }];
}

function checkGraphName(name: unknown): Mistake[] {
  const field = 'graphName';
  if (!name) return [{ field, message: 'Graph name is required' }];
  if (typeof name !== 'string') return [{ field, message: 'Graph name must be a string', value: typeof name }];
  if (name.trim() === '') return [{ field, message: 'Graph name cannot be empty' }];
  if (/^[a-zA-Z0-9_-]+$/.test(name)) return [];
  const allowed = 'only alphanumeric, underscore, and hyphen allowed';
  return [{ field, message: `Graph name contains invalid characters (${allowed})`, value: name }];
}

function checkParams(params: unknown): Mistake[] {
  if (params === undefined || params === null) return [];
  if (!isRecord(params)) return [{ field: 'params', message: 'Parameters must be an object', value: typeof params }];
  return Object.entries(params).flatMap(([name, value]): Mistake[] => {
    const field = `params.${name}`;
    if (name === '') return [{ field, message: 'Parameter key must be a non-empty string' }];
    if (typeof value !== 'string' || value.length <= 1000) return [];
    return [{ field, message: 'Parameter value too long (max 1000 characters)', value: value.length }];
  });
}
