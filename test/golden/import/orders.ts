// Endpoint map of Orders API 1.4.0, imported from orders.yaml.
// It is yours to edit: names, descriptions, schemas, hooks. Importing again keeps what was edited:
//   npx generate-tools --from orders.yaml --out orders.ts
// What was generated is remembered in the lock beside this file; check both in.

import {
  apiKeyHeader,
  bearer,
  type Credential,
  type EndpointMap,
  type JsonSchema,
  noCredential,
  withDefinitions,
} from 'mcp-rest-proxy';

/**
 * Where the API is served: Production.
 * Parts of it that a deployment may choose:
 *   - region: eu, one of eu, us
 * Other servers:
 * - https://sandbox.example.com/v1: For trying things out
 */
export const baseUrl = 'https://eu.example.com/v1';

/**
 * What the API asks its callers for, from the environment:
 * - `ORDERS_API_KEY`: the key (scheme `api_key`).
 *
 * @throws Error that names the variable that is not set.
 */
export function credential(environment: NodeJS.ProcessEnv = process.env): Credential {
  return apiKeyHeader({ header: 'x-orders-key', key: secret(environment, 'ORDERS_API_KEY') });
}

/**
 * For endpoints that ask for something else, from the environment:
 * - `ORDERS_TOKEN`: an access token of the API itself, the same for every caller (scheme `orders_auth`).
 *   To act as each caller instead, see `tokenExchange` and `upstreamToken` of mcp-rest-proxy, or `forwardToken` for
 *   an API that accepts the tokens of this server.
 */
const ordersAuthCredential = atFirstCall(() => bearer({ token: secret(process.env, 'ORDERS_TOKEN') }));

/** Made at the first call: reading this file needs no secret. */
function atFirstCall(make: () => Credential): Credential {
  let made: Credential | undefined;
  return (target, context) => {
    made ??= make();
    return made(target, context);
  };
}

/** A secret from the environment; says which one is missing. */
function secret(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name]?.trim();
  if (value) return value;
  throw new Error(`The environment variable ${name} is not set. It holds what the API asks its callers for.`);
}

/** Schemas that endpoints share: they refer to them as `#/$defs/<name>`. */
const definitions: Readonly<Record<string, JsonSchema>> = {
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
};

/** Endpoints by tool name. */
export const endpoints: EndpointMap = withDefinitions(definitions, {
  /** Operation `listOrders`, tagged orders. */
  list_orders: {
    description: "List orders, newest first. It's paged: pass `after` of the page before.",
    method: 'GET',
    path: '/orders',
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
  /** Operation `createOrder`, tagged orders, write. */
  create_order: {
    description: 'Create an order.',
    method: 'POST',
    path: '/orders',
    body: { $ref: '#/$defs/NewOrder' },
    response: { $ref: '#/$defs/Order' },
    credential: ordersAuthCredential,
  },
  /** Operation `getOrder`. Deprecated. */
  get_order: {
    description: 'Fetch one order.',
    method: 'GET',
    path: '/orders/{orderId}',
    params: {
      type: 'object',
      properties: { orderId: { type: 'string' } },
      required: ['orderId'],
    },
    response: { $ref: '#/$defs/Order' },
  },
  get_status: {
    description: 'Tell whether the API is up.',
    method: 'GET',
    path: '/status',
    credential: noCredential(),
  },
});
