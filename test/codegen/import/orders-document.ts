import type { ImportedEndpoint, ImportedMap } from '../../../codegen/src/openapi/imported-map.js';

const LIST: ImportedEndpoint = {
  name: 'list_orders',
  pointer: '#/paths/~1orders/get',
  operationId: 'listOrders',
  tags: ['orders'],
  deprecated: false,
  security: [['api_key']],
  endpoint: {
    method: 'GET',
    path: '/orders',
    description: "List orders, newest first. It's paged: pass `after` of the page before.",
    query: {
      type: 'object',
      properties: {
        status: { type: 'array', items: { type: 'string', enum: ['open', 'closed'] }, description: 'Only these.' },
        limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      },
    },
    styles: { status: { style: 'form', explode: false } },
    response: { type: 'array', items: { $ref: '#/$defs/Order' } },
  },
};

const CREATE: ImportedEndpoint = {
  name: 'create_order',
  pointer: '#/paths/~1orders/post',
  operationId: 'createOrder',
  tags: ['orders', 'write'],
  deprecated: false,
  security: [['orders_auth']],
  endpoint: {
    method: 'POST',
    path: '/orders',
    description: 'Create an order.',
    body: { $ref: '#/$defs/NewOrder' },
    response: { $ref: '#/$defs/Order' },
  },
};

const GET: ImportedEndpoint = {
  name: 'get_order',
  pointer: '#/paths/~1orders~1{orderId}/get',
  operationId: 'getOrder',
  tags: [],
  deprecated: true,
  security: [['api_key'], ['orders_auth']],
  endpoint: {
    method: 'GET',
    path: '/orders/{orderId}',
    description: 'Fetch one order.',
    params: { type: 'object', properties: { orderId: { type: 'string' } }, required: ['orderId'] },
    response: { $ref: '#/$defs/Order' },
  },
};

const STATUS: ImportedEndpoint = {
  name: 'get_status',
  pointer: '#/paths/~1status/get',
  tags: [],
  deprecated: false,
  security: [],
  endpoint: { method: 'GET', path: '/status', description: 'Tell whether the API is up.' },
};

/** A small document in which everything occurs once. */
export const ORDERS: ImportedMap = {
  title: 'Orders API',
  version: '1.4.0',
  endpoints: [LIST, CREATE, GET, STATUS],
  definitions: {
    NewOrder: {
      type: 'object',
      properties: {
        sku: { type: 'string' },
        quantity: { type: 'integer', minimum: 1 },
        note: { $ref: '#/$defs/Note' },
      },
      required: ['sku', 'quantity'],
    },
    Note: { type: 'string', maxLength: 500 },
    Order: {
      description: 'An order as it is stored.',
      type: 'object',
      properties: { id: { type: 'string' }, total: { type: 'number' } },
      required: ['id', 'total'],
    },
  },
  servers: [
    {
      url: 'https://eu.example.com/v1',
      description: 'Production',
      variables: [{ name: 'region', value: 'eu', values: ['eu', 'us'] }],
    },
    { url: 'https://sandbox.example.com/v1', description: 'For trying things out', variables: [] },
  ],
  schemes: [
    { name: 'api_key', kind: 'apiKey', in: 'header', parameter: 'X-Orders-Key' },
    { name: 'orders_auth', kind: 'oauth2', scopes: { 'orders:write': 'Place orders' } },
  ],
  notes: [],
};

/** Where the sample pretends to come from. */
export const OPTIONS = { source: 'orders.yaml', out: 'endpoints.ts' };
