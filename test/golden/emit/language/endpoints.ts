import type { EndpointMap } from 'mcp-rest-proxy';

export const outputMismatch = 'warn';

/** Every key of the language that is data. */
const endpoints: EndpointMap = {
  everything: {
    method: 'POST',
    path: '/tenants/{tenant}/things/{thing}.json',
    title: 'Everything',
    description: 'Uses every key.',
    params: {
      type: 'object',
      properties: { tenant: { type: 'string' }, thing: { type: ['string', 'integer'] } },
      required: ['tenant', 'thing'],
    },
    allowSlash: true,
    query: {
      type: 'object',
      properties: {
        ids: { type: 'array', items: { type: 'integer' } },
        filter: { type: 'object', additionalProperties: { type: 'string' } },
        dryRun: { type: 'boolean', default: false },
      },
    },
    styles: { ids: { style: 'pipeDelimited' }, filter: { style: 'deepObject' } },
    headers: { type: 'object', properties: { ifMatch: { type: 'string' } } },
    body: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        owner: { type: 'string' },
        point: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], items: false, minItems: 1 },
        labels: { type: 'object', patternProperties: { '^x-': { type: 'string' } }, additionalProperties: false },
        mixed: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: ['string', 'null'] } }] },
        both: {
          allOf: [
            { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
            { type: 'object', properties: { b: { const: 'b' } } },
          ],
        },
        colour: {
          enum: ['red', 'orange', 'yellow', 'green', 'blue', 'indigo', 'violet', 'black', 'white', 'grey', 'brown', 'pink'],
        },
        nothing: false,
        anything: true,
        empty: { type: 'object', additionalProperties: false },
        'quoted-name': { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 },
      },
      required: ['name', 'owner'],
    },
    rename: { ifMatch: 'If-Match', owner: 'owner_id' },
    bind: { tenant: 'tenant', owner: 'claims.email' },
    constants: {
      query: { version: 2, beta: true },
      headers: { 'X-Client': 'tools' },
      body: { source: 'mcp', weights: [1, 2.5, -3], nested: { deep: { deeper: [] } } },
    },
    response: { type: 'object', properties: { big: { type: 'integer', format: 'int64' } }, required: ['big'] },
    scopes: ['things:read', 'things:write'],
    retry: 'safe',
    timeout: 12_000,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  },
  whole_list: {
    method: 'PUT',
    path: '/list',
    description: 'Sends a list.',
    body: { type: 'array', items: { type: 'string', default: 'x' }, minItems: 1 },
    response: { type: 'string' },
    acceptHtml: true,
  },
  whole_tree: {
    method: 'PUT',
    path: '/tree',
    description: 'Sends a tree.',
    body: {
      $ref: '#/$defs/tree',
      $defs: {
        tree: {
          anyOf: [{ type: 'null' }, { type: 'array', items: { $ref: '#/$defs/tree' } }, { $ref: '#/$defs/leaf' }],
        },
        leaf: { anyOf: [{ $ref: '#/$defs/leaf' }, { type: 'string' }] },
      },
    },
  },
  optional_list: {
    method: 'PUT',
    path: '/optional-list',
    description: 'Sends a list, or nothing.',
    body: { type: 'array', items: { type: 'string' } },
    optionalBody: true,
  },
  optional_object: {
    method: 'POST',
    path: '/optional-object',
    description: 'Sends an object, or nothing.',
    body: {
      type: 'object',
      properties: { name: { type: 'string' }, size: { type: 'integer', default: 1 } },
      required: ['name'],
    },
    optionalBody: true,
  },
  form: {
    method: 'POST',
    path: '/form',
    description: 'Sends a form.',
    contentType: 'application/x-www-form-urlencoded',
    body: { type: 'object', properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } } },
  },
};

export default endpoints;
