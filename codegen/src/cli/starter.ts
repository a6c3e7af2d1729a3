/** What `init` can write a map in. */
export const FORMATS = ['ts', 'yaml', 'json'] as const;
export type Format = (typeof FORMATS)[number];

const CONFIG_TS = `import { defineConfig } from 'generate-tools';

export default defineConfig({
  source: 'endpoints.ts',
  out: 'src/generated',
});
`;

const MAP_TS = `import { defineEndpoints } from 'mcp-rest-proxy';

/** Each entry becomes a tool: what it is called, when to use it, and which request it sends. */
export const endpoints = defineEndpoints({
  list_orders: {
    method: 'GET',
    path: '/orders',
    description: 'List orders, newest first.',
    query: {
      type: 'object',
      properties: {
        status: { type: 'string', enum: ['open', 'closed'], description: 'Only orders in this state.' },
        limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      },
    },
  },
  get_order: {
    method: 'GET',
    path: '/orders/{orderId}',
    description: 'Fetch one order.',
    params: { type: 'object', properties: { orderId: { type: 'string' } }, required: ['orderId'] },
  },
});
`;

const MAP_YAML = `# Each entry becomes a tool: what it is called, when to use it, and which request it sends.
endpoints:
  list_orders:
    method: GET
    path: /orders
    description: List orders, newest first.
    query:
      type: object
      properties:
        status:
          type: string
          enum: [open, closed]
          description: Only orders in this state.
        limit:
          type: integer
          minimum: 1
          maximum: 100
          default: 20
  get_order:
    method: GET
    path: /orders/{orderId}
    description: Fetch one order.
    params:
      type: object
      properties:
        orderId:
          type: string
      required: [orderId]
`;

const MAP_JSON = `{
  "endpoints": {
    "list_orders": {
      "method": "GET",
      "path": "/orders",
      "description": "List orders, newest first.",
      "query": {
        "type": "object",
        "properties": {
          "status": { "type": "string", "enum": ["open", "closed"], "description": "Only orders in this state." },
          "limit": { "type": "integer", "minimum": 1, "maximum": 100, "default": 20 }
        }
      }
    },
    "get_order": {
      "method": "GET",
      "path": "/orders/{orderId}",
      "description": "Fetch one order.",
      "params": {
        "type": "object",
        "properties": { "orderId": { "type": "string" } },
        "required": ["orderId"]
      }
    }
  }
}
`;

function configJson(source: string): string {
  return `${JSON.stringify({ source, out: 'src/generated' }, null, 2)}\n`;
}

/** The files `init` writes, by name: config first, then the map. */
export function starterFiles(format: Format): ReadonlyMap<string, string> {
  if (format === 'ts')
    return new Map([
      ['generate-tools.config.ts', CONFIG_TS],
      ['endpoints.ts', MAP_TS],
    ]);
  const source = `endpoints.${format}`;
  return new Map([
    ['generate-tools.config.json', configJson(source)],
    [source, format === 'yaml' ? MAP_YAML : MAP_JSON],
  ]);
}
