import type { JsonSchema } from 'mcp-rest-proxy';
import type { FalkordbSettings } from './options.js';

/** Arguments of `falkordb_query`, with the backend's limits. */
export function queryArguments({ maxQueryLength, resultBudget }: FalkordbSettings): JsonSchema {
  return {
    type: 'object',
    properties: {
      graphName: {
        type: 'string',
        minLength: 1,
        pattern: '^[a-zA-Z0-9_-]+$',
        description:
          'Name of the graph, as falkordb_list_graphs shows it: letters, digits, `_` and `-`. A graph that does not ' +
          'exist is created by the first query on it, even by a MATCH.',
      },
      query: {
        type: 'string',
        minLength: 1,
        maxLength: maxQueryLength,
        description:
          'One Cypher statement. Refer to values as $name and give them in `parameters`, rather than writing them ' +
          `into the text. At most ${maxQueryLength} characters.`,
      },
      parameters: {
        type: 'object',
        additionalProperties: true,
        description:
          'Values for $name in the query, by name without the `$`: texts, numbers, booleans, null, lists and maps, ' +
          'nested at will. Example: {"name": "Ann", "rows": [{"id": 1}]}. Send integers beyond 2^53 as text and use ' +
          'toInteger($name).',
      },
      params: {
        type: 'object',
        additionalProperties: true,
        deprecated: true,
        description: 'Another name of `parameters`. Give only one of the two.',
      },
      maxRows: {
        type: 'integer',
        minimum: 1,
        maximum: Math.max(1000, resultBudget.rows),
        description: `Rows to show at most; all others are counted only. Default ${resultBudget.rows}.`,
      },
    },
    required: ['graphName', 'query'],
    additionalProperties: false,
  };
}

/** Arguments of `falkordb_list_graphs`. */
export const graphsArguments: JsonSchema = {
  type: 'object',
  properties: {
    filter: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      description: 'Only graphs whose name contains this text; `*` stands for any text.',
    },
    limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100, description: 'Graphs on a page.' },
    offset: { type: 'integer', minimum: 0, default: 0, description: 'Graphs to skip.' },
  },
  additionalProperties: false,
};

const nonNegative = { type: 'integer', minimum: 0 };

/** Structured result of `falkordb_query`. */
export const queryResult: JsonSchema = {
  type: 'object',
  properties: {
    graphName: { type: 'string' },
    resolvedGraphName: { type: 'string', description: 'Name of the graph in the database.' },
    tenant: { type: 'string' },
    columns: { type: 'array', items: { type: 'string' }, description: 'Column names in order.' },
    rows: {
      type: 'array',
      items: { type: 'object', additionalProperties: true },
      description:
        'Rows by column name. Nodes are {type: "node", id, labels, properties}; relationships {type: "relationship", ' +
        'id, relationshipType, start, end, properties}; paths {type: "path", nodes, relationships}.',
    },
    rowCount: { ...nonNegative, description: 'All rows found, shown or not.' },
    returned: { type: 'boolean', description: 'False when the statement has no RETURN.' },
    truncated: {
      type: 'object',
      properties: {
        rowsShown: nonNegative,
        rowsLeftOut: nonNegative,
        valuesShortened: { type: 'boolean', description: 'True when long texts and lists inside a row are cut.' },
      },
      required: ['rowsShown', 'rowsLeftOut', 'valuesShortened'],
      additionalProperties: false,
      description: 'Present when something is left out.',
    },
    statistics: {
      type: 'object',
      additionalProperties: { type: 'number' },
      description: 'What was changed: nodesCreated, propertiesSet, relationshipsDeleted, …',
    },
    executionTimeMs: { type: 'number', description: 'Milliseconds in the database.' },
    warnings: { type: 'array', items: { type: 'string' } },
  },
  required: ['graphName', 'columns', 'rows', 'rowCount', 'returned', 'statistics', 'warnings'],
  additionalProperties: false,
};

/** Structured result of `falkordb_list_graphs`. */
export const graphsResult: JsonSchema = {
  type: 'object',
  properties: {
    graphs: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          resolvedName: { type: 'string', description: 'Name of the graph in the database.' },
          tenant: { type: 'string' },
        },
        required: ['name'],
        additionalProperties: false,
      },
    },
    total: { ...nonNegative, description: 'Graphs that fit, on this page or not.' },
    tenant: { type: 'string' },
    pagination: {
      type: 'object',
      properties: { limit: nonNegative, offset: nonNegative, hasMore: { type: 'boolean' } },
      required: ['limit', 'offset', 'hasMore'],
      additionalProperties: false,
    },
  },
  required: ['graphs', 'total', 'pagination'],
  additionalProperties: false,
};

/** Structured result of `falkordb_server_info`. */
export const serverResult: JsonSchema = {
  type: 'object',
  properties: {
    provider: { type: 'string' },
    version: { type: 'string', description: 'As the backend states it.' },
    capabilities: { type: 'array', items: { type: 'string' } },
    multiTenancy: { type: 'boolean', description: 'Absent when the backend does not tell.' },
    details: { type: 'object', additionalProperties: true, description: 'The answer of the backend as found.' },
  },
  required: ['capabilities', 'details'],
  additionalProperties: false,
};

/** Structured result of `falkordb_health`. */
export const healthResult: JsonSchema = {
  type: 'object',
  properties: {
    healthy: { type: 'boolean' },
    status: { type: 'string', description: "The backend's own word." },
    database: {
      type: 'object',
      properties: { connected: { type: 'boolean' }, latencyMs: { type: 'number' } },
      additionalProperties: false,
    },
    uptimeSeconds: { type: 'number' },
    responseTimeMs: { type: 'number', description: 'Measured by the proxy.' },
  },
  required: ['healthy', 'status', 'database', 'responseTimeMs'],
  additionalProperties: false,
};
