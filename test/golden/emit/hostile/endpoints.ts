import type { EndpointMap } from 'mcp-rest-proxy';

const evil = "*/ globalThis.broken = 1; /* ' \" ` ${globalThis.broken = 1} \\ \u2028 \u2029 \r\n // <!-- --> </script> \u202e \ud800";
/** Without the half of a character, which no validator takes in a name. */
const evilName = evil.slice(0, -1);

/** Names and texts that try to be more than names and texts. */
export const endpoints: EndpointMap = {
  con: { method: 'GET', path: '/a*/b', description: evil, title: evil },
  index: { method: 'GET', path: '/index', description: '@ts-expect-error' },
  get_order: { method: 'GET', path: '/1', description: '# heading\n| a | b |\n<script>alert(1)</script>' },
  'get-order': { method: 'GET', path: '/2', description: 'biome-ignore lint: everything' },
  Get_Order: { method: 'GET', path: '/3', description: 'Collides.' },
  getOrderTool: { method: 'GET', path: '/4', description: 'Collides with a constant.' },
  '2fa': { method: 'GET', path: '/5', description: 'Starts with a digit.' },
  ___: { method: 'GET', path: '/6', description: 'Has no word in it.' },
  class: { method: 'GET', path: '/7', description: 'Is reserved.' },
  ['constructor' as string]: { method: 'GET', path: '/8', description: 'Is inherited by every object.' },
  toolHandler: { method: 'GET', path: '/9', description: 'Is imported by every tool.' },
  check_query: { method: 'GET', path: '/10', description: 'Is imported by some tools.', query: { type: 'object', properties: { a: {} } } },
  hostile_schema: {
    method: 'POST',
    path: '/11',
    description: evil,
    body: {
      type: 'object',
      properties: {
        [evilName]: { type: 'string', description: evil, default: evil, examples: [evil] },
        choice: { enum: [evil, "'", '"', '`', '\\', '${}', '*/', '', null, -0, 1e21, { a: [evil] }, ['x', 1]] },
        nested: JSON.parse(
          '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"number"},"get":{},"new":{}},"required":["__proto__"],"default":{"__proto__":{"polluted":true}}}',
        ),
        array: { $ref: '#/$defs/Array' },
        record: { $ref: '#/$defs/hostile_schema_args' },
        odd: { $ref: '#/$defs/*~1%20%7B%7D' },
      },
      $defs: {
        Array: { type: 'array', items: { type: 'string' } },
        hostile_schema_args: { type: 'object', additionalProperties: { $ref: '#/$defs/hostile_schema_args' } },
        '*/ {}': { const: evil, description: evil },
      },
      additionalProperties: false,
    },
    constants: { headers: { 'X-A': "it's" } },
    rename: { [evilName]: `${evilName}2` },
    scopes: [evil],
  },
};
