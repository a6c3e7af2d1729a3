import { withDefinitions } from 'mcp-rest-proxy';

const definitions = {
  Order: {
    type: 'object',
    description: 'One order.',
    properties: {
      id: { type: 'string', description: 'Given by the shop.' },
      status: { $ref: '#/$defs/Status' },
      customer: { $ref: '#/$defs/Customer' },
      lines: { type: 'array', items: { $ref: '#/$defs/Line' }, minItems: 1 },
      note: { type: ['string', 'null'], maxLength: 500 },
      total: { type: 'number', minimum: 0, deprecated: true, description: 'Use the totals of the lines.' },
    },
    required: ['id', 'status', 'lines'],
  },
  Line: {
    type: 'object',
    properties: {
      sku: { type: 'string', pattern: '^[A-Z0-9]{1,12}$' },
      quantity: { type: 'integer', minimum: 1, maximum: 100, default: 1 },
      parts: { type: 'array', items: { $ref: '#/$defs/Line' }, description: 'Lines that this one is made of.' },
    },
    required: ['sku'],
    additionalProperties: false,
  },
  Status: { enum: ['open', 'paid', 'shipped', 'cancelled'] },
  Customer: {
    oneOf: [
      { type: 'object', properties: { kind: { const: 'person' }, name: { type: 'string' } }, required: ['kind', 'name'] },
      {
        type: 'object',
        properties: { kind: { const: 'company' }, vatId: { type: 'string' } },
        required: ['kind', 'vatId'],
      },
    ],
  },
} as const;

export const endpoints = withDefinitions(definitions, {
  list_orders: {
    method: 'GET',
    path: '/orders',
    title: 'List orders',
    description: 'List orders, newest first.\n\nPages are made with `limit` and `before`.',
    query: {
      type: 'object',
      properties: {
        status: { type: 'array', items: { $ref: '#/$defs/Status' }, description: 'Only orders in one of these states.' },
        limit: { type: 'integer', minimum: 1, maximum: 100, default: 20, description: 'Orders on one page.' },
        before: { type: 'string', format: 'date-time' },
      },
    },
    response: { type: 'array', items: { $ref: '#/$defs/Order' } },
  },
  get_order: {
    method: 'GET',
    path: '/orders/{orderId}',
    description: 'Fetch one order.',
    params: {
      type: 'object',
      properties: { orderId: { type: 'string', minLength: 1, maxLength: 64 } },
      required: ['orderId'],
    },
    response: {
      type: 'object',
      properties: { order: { $ref: '#/$defs/Order' }, etag: { type: 'string' } },
      required: ['order'],
    },
  },
  create_order: {
    method: 'POST',
    path: '/orders',
    description: 'Create an order.',
    body: {
      type: 'object',
      properties: { customer: { $ref: '#/$defs/Customer' }, lines: { type: 'array', items: { $ref: '#/$defs/Line' } } },
      required: ['lines'],
    },
    response: { type: 'object', properties: { customer: { $ref: '#/$defs/Customer' }, id: { type: 'string' } } },
    scopes: ['orders:write'],
    annotations: { destructiveHint: false },
  },
  delete: {
    method: 'DELETE',
    path: '/orders',
    description: 'Delete every order.',
  },
});
