import test from 'ava';
import { definitionsOf, documentWith, importAccepted, notesOf, onlyEndpoint } from './helpers/small-document.js';

const text = { type: 'string' };
const list = { type: 'array', items: text };

test('parameters of every place become arguments with their wire names and styles', (t) => {
  const { endpoint } = onlyEndpoint(
    importAccepted(
      documentWith(
        {
          parameters: [
            { name: 'id', in: 'path', required: true, schema: text },
            { name: 'filter[name]', in: 'query', schema: text },
            { name: 'ids', in: 'query', explode: false, schema: list },
            { name: 'tags', in: 'query', schema: list },
            { name: 'pipes', in: 'query', style: 'pipeDelimited', schema: list },
            { name: 'where', in: 'query', style: 'deepObject', schema: { type: 'object', properties: { a: text } } },
            { name: 'query', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } },
            { name: 'X-Request-Id', in: 'header', required: true, schema: text },
          ],
        },
        { path: '/things/{id}', method: 'get' },
      ),
    ),
  );
  t.deepEqual(endpoint.params, { type: 'object', properties: { id: text }, required: ['id'] });
  t.deepEqual(Object.keys((endpoint.query as { properties: object }).properties), [
    'filter_name',
    'ids',
    'tags',
    'pipes',
    'where',
    'query',
  ]);
  t.deepEqual(endpoint.headers, { type: 'object', properties: { 'X-Request-Id': text }, required: ['X-Request-Id'] });
  t.deepEqual(endpoint.rename, { filter_name: 'filter[name]' });
  t.deepEqual(endpoint.styles, {
    ids: { style: 'form', explode: false },
    pipes: { style: 'pipeDelimited', explode: false },
    where: { style: 'deepObject', explode: true },
    query: { style: 'json' },
  });
});

test('an operation replaces the parameters of its path', (t) => {
  const map = importAccepted({
    openapi: '3.1.0',
    info: {},
    paths: {
      '/a/{id}': {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'page', in: 'query', schema: { type: 'integer' } },
        ],
        get: { parameters: [{ name: 'page', in: 'query', required: true, schema: text }] },
      },
    },
  });
  t.deepEqual(onlyEndpoint(map).endpoint.query, { type: 'object', properties: { page: text }, required: ['page'] });
  t.deepEqual(onlyEndpoint(map).endpoint.params, {
    type: 'object',
    properties: { id: { type: 'integer' } },
    required: ['id'],
  });
});

test('a scalar in the style label has a dot in the path; lists there, and matrix, leave the operation out', (t) => {
  const found = (style: string, schema: object) =>
    importAccepted(
      documentWith(
        { parameters: [{ name: 'a', in: 'path', style, required: true, schema }] },
        { path: '/x/{a}', method: 'get' },
      ),
    );
  t.is(onlyEndpoint(found('label', text)).endpoint.path, '/x/.{a}');
  for (const lost of [found('label', list), found('matrix', text)]) {
    t.deepEqual(lost.endpoints, []);
    t.deepEqual(notesOf(lost), ['unsupported-style #/paths/~1x~1{a}/get/parameters/0']);
  }
});

test('one name in several places gives several arguments', (t) => {
  const { endpoint } = onlyEndpoint(
    importAccepted(
      documentWith(
        {
          parameters: [
            { name: 'id', in: 'path', required: true, schema: text },
            { name: 'id', in: 'query', schema: text },
            { name: 'id', in: 'header', schema: text },
          ],
          requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { id: text } } } } },
        },
        { path: '/things/{id}', method: 'put' },
      ),
    ),
  );
  t.deepEqual(endpoint.rename, { query_id: 'id', header_id: 'id', body_id: 'id' });
});

test('cookies are left out; a required one takes the operation with it', (t) => {
  const cookie = (required: boolean) => ({ parameters: [{ name: 'c', in: 'cookie', required, schema: text }] });
  const optional = importAccepted(documentWith(cookie(false)));
  t.is(optional.endpoints.length, 1);
  t.deepEqual(notesOf(optional), ['cookie-parameter #/paths/~1things/post/parameters/0']);
  const required = importAccepted(documentWith(cookie(true)));
  t.is(required.endpoints.length, 0);
  t.deepEqual(notesOf(required), ['required-cookie #/paths/~1things/post/parameters/0']);
});

test('headers that OpenAPI ignores or a credential sends go quietly, other reserved ones with a note', (t) => {
  const names = ['Accept', 'Content-Type', 'Authorization', 'X-Api-Key', 'Host', 'X-Good'];
  const map = importAccepted(
    documentWith(
      { parameters: names.map((name) => ({ name, in: 'header', schema: text })) },
      { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key' } } } },
    ),
  );
  t.deepEqual(onlyEndpoint(map).endpoint.headers, { type: 'object', properties: { 'X-Good': text } });
  t.deepEqual(notesOf(map), ['reserved-header #/paths/~1things/post/parameters/4']);
});

test('what the path names and what is described need not agree', (t) => {
  const map = importAccepted(
    documentWith(
      { parameters: [{ name: 'other', in: 'path', required: true, schema: text }] },
      { path: '/a/{order id}/b/{order id}', method: 'get' },
    ),
  );
  t.is(onlyEndpoint(map).endpoint.path, '/a/{order_id}/b/{path_order_id}');
  t.deepEqual(notesOf(map), [
    'undeclared-path-parameter #/paths/~1a~1{order id}~1b~1{order id}/get',
    'unused-path-parameter #/paths/~1a~1{order id}~1b~1{order id}/get/parameters/0',
  ]);
});

test('a query in the path becomes constants, and arguments where it holds parameters', (t) => {
  const { endpoint } = onlyEndpoint(
    importAccepted(
      documentWith(
        { parameters: [{ name: 'term', in: 'path', required: true, schema: text }] },
        { path: '/search?kind=all&q={term}#part', method: 'get' },
      ),
    ),
  );
  t.is(endpoint.path, '/search');
  t.deepEqual(endpoint.constants, { query: { kind: 'all' } });
  t.deepEqual(endpoint.query, { type: 'object', properties: { q: text }, required: ['q'] });
});

test('a parameter named __proto__ is left out with a note', (t) => {
  const map = importAccepted(documentWith({ parameters: [{ name: '__proto__', in: 'query', schema: text }] }));
  t.is(onlyEndpoint(map).endpoint.query, undefined);
  t.deepEqual(notesOf(map), ['hostile-name #/paths/~1things/post/parameters/0']);
});

test('the default of a parameter is kept for the proxy to fill in', (t) => {
  const schema = { type: 'integer', default: 20 };
  const map = importAccepted(documentWith({ parameters: [{ name: 'limit', in: 'query', schema }] }));
  t.deepEqual(definitionsOf(map).create_thing?.inputSchema.properties, { limit: schema });
});

test('a parameter of several segments stays one, with a note', (t) => {
  const parameters = [
    { name: 'a', in: 'path', required: true, schema: text },
    { name: 'b', in: 'path', required: true, schema: text, 'x-multi-segment': true },
  ];
  const map = importAccepted(documentWith({ parameters }, { path: '/f/{+a}/{b}', method: 'get' }));
  t.is(onlyEndpoint(map).endpoint.path, '/f/{a}/{b}');
  t.is(onlyEndpoint(map).endpoint.allowSlash, undefined);
  t.deepEqual(notesOf(map).sort(), [
    'several-segments #/paths/~1f~1{+a}~1{b}/get',
    'several-segments #/paths/~1f~1{+a}~1{b}/get/parameters/1',
  ]);
});

test('a query parameter that must be given, and can be one thing only, is a constant', (t) => {
  const only = (schema: object, rest: object = {}) => ({
    name: 'Action',
    in: 'query',
    required: true,
    schema,
    ...rest,
  });
  const importOne = (parameter: object) => {
    const map = importAccepted(documentWith({ parameters: [parameter] }, { method: 'get' }));
    t.deepEqual(notesOf(map), []);
    return onlyEndpoint(map).endpoint;
  };
  const action = importOne(only({ type: 'string', enum: ['ListUsers'] }));
  t.deepEqual(action.constants, { query: { Action: 'ListUsers' } });
  t.is(action.query, undefined);
  t.deepEqual(importOne(only({ type: 'integer', const: 2 }, { name: 'v' })).constants, { query: { v: 2 } });
  for (const argument of [
    only({ type: 'string', enum: ['a', 'b'] }),
    only({ type: 'string', enum: ['a'] }, { required: false }),
    only({ type: 'array', items: { type: 'string', enum: ['a'] } }),
    only({ type: 'string', default: 'a' }),
    only({ type: 'string', enum: ['a'] }, { in: 'header' }),
  ]) {
    t.is(importOne(argument).constants, undefined, JSON.stringify(argument));
  }
});
