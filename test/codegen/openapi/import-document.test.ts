import test from 'ava';
import { GenerateError } from '../../../codegen/src/notes.js';
import { importDocument } from '../../../codegen/src/openapi/import-document.js';
import { documentWith, importAccepted, notesOf, onlyEndpoint } from './helpers/small-document.js';

function describedAs(operation: object): { title?: string | undefined; description: string } {
  const { title, description } = onlyEndpoint(importAccepted(documentWith(operation))).endpoint;
  return { title, description };
}

test('a description is summary and description, plain, and never empty', (t) => {
  t.deepEqual(describedAs({}), { title: undefined, description: 'POST /things.' });
  t.deepEqual(
    describedAs({ summary: 'Make it', description: '<p>Makes <b>one</b> <code>thing</code> &amp; more.</p>' }),
    {
      title: 'Make it',
      description: 'Make it.\n\nMakes one `thing` & more.',
    },
  );
  t.is(describedAs({ summary: 'Make it.', description: 'Make it. Twice.' }).description, 'Make it. Twice.');
  t.is(describedAs({ summary: 'Old', deprecated: true }).description, 'Deprecated. Old');
  t.is(describedAs({ description: 'a\u202e\u200b\u{e0041}b\u0000' }).description, 'ab');
});

test('a long description ends at a sentence', (t) => {
  const { description } = describedAs({ description: 'One sentence here. '.repeat(200) });
  t.true(description.length <= 1000);
  t.true(description.endsWith('One sentence here.'));
});

test('hints: name, description, annotations, scopes, hidden', (t) => {
  const map = importAccepted({
    openapi: '3.1.0',
    info: {},
    'x-mcp-hidden': true,
    paths: {
      '/a': { get: {} },
      '/b': {
        'x-mcp-hidden': false,
        get: {
          'x-mcp-name': 'look',
          'x-mcp-description': 'Look.',
          'x-mcp-read-only': true,
          'x-mcp': { annotations: { openWorldHint: false }, scopes: ['b:read'] },
        },
        post: { 'x-mcp-name': 'not a name' },
        put: { 'x-mcp': false },
      },
    },
  });
  t.deepEqual(
    map.endpoints.map(({ name }) => name),
    ['look', 'post_b'],
  );
  t.like(map.endpoints[0]?.endpoint, {
    description: 'Look.',
    annotations: { readOnlyHint: true, openWorldHint: false },
    scopes: ['b:read'],
  });
  t.deepEqual(notesOf(map), ['bad-tool-name #/paths/~1b/post']);
});

test('servers: variables filled, relative ones resolved, what cannot be used noted', (t) => {
  const servers = [
    {
      url: 'https://{region}.example.com/v1/',
      description: 'Main',
      variables: { region: { default: 'eu', enum: ['eu', 'us'], description: 'Where' } },
    },
    { url: '/v2' },
    { url: 'https://{unknown}.example.com' },
  ];
  const document = documentWith({}, { servers });
  const map = importDocument(document, 'https://docs.example.com/spec/api.json');
  t.deepEqual(map.servers, [
    {
      url: 'https://eu.example.com/v1',
      description: 'Main',
      variables: [{ name: 'region', value: 'eu', values: ['eu', 'us'], description: 'Where' }],
    },
    { url: 'https://docs.example.com/v2', variables: [] },
  ]);
  t.deepEqual(notesOf(importAccepted(document)), ['bad-server #/servers/2']);
});

test('security schemes and requirements', (t) => {
  const securitySchemes = {
    key: { type: 'apiKey', in: 'query', name: 'api_key', description: 'A key.' },
    token: { type: 'http', scheme: 'Bearer' },
    login: { type: 'oauth2', flows: { authorizationCode: { scopes: { 'a:read': 'Read a' } } } },
    odd: { type: 'mutualTLS' },
  };
  const document = documentWith(
    { security: [{ key: [], token: [] }, {}, { login: ['a:read'] }, { ghost: [] }] },
    { components: { securitySchemes }, security: [{ key: [] }] },
  );
  const map = importAccepted(document);
  t.deepEqual(map.schemes, [
    { name: 'key', description: 'A key.', kind: 'apiKey', in: 'query', parameter: 'api_key' },
    { name: 'token', kind: 'bearer' },
    { name: 'login', kind: 'oauth2', scopes: { 'a:read': 'Read a' } },
    { name: 'odd', kind: 'other', detail: 'mutualTLS' },
  ]);
  t.deepEqual(onlyEndpoint(map).security, [['key', 'token'], [], ['login'], ['ghost']]);
  t.is(onlyEndpoint(map).endpoint.scopes, undefined);
  t.deepEqual(onlyEndpoint(importAccepted(document, { scopes: true })).endpoint.scopes, ['a:read']);
  t.deepEqual(notesOf(map), [
    'unsupported-security #/components/securitySchemes/odd',
    'unknown-security #/paths/~1things/post/security',
  ]);
});

test('what cannot be a tool is noted, and strict makes every note an error, all at once', (t) => {
  const document = {
    ...documentWith({ servers: [{ url: 'https://other.example.com' }] }, { webhooks: { x: {} } }),
    paths: { '/a': { trace: {}, get: { servers: [{ url: 'https://other.example.com' }] } } },
  };
  const map = importAccepted(document);
  t.deepEqual(notesOf(map), [
    'unsupported-method #/paths/~1a/trace',
    'webhooks-ignored #/webhooks',
    'operation-server #/paths/~1a/get/servers',
  ]);
  const error = t.throws(() => importDocument(document, 'api.yaml', { strict: true }), { instanceOf: GenerateError });
  t.is(error.notes.length, 3);
});

test('an operation that the library refuses is left out, not the map', (t) => {
  const map = importAccepted({ openapi: '3.0.0', info: {}, paths: { '/a//b': { get: {} }, '/c': { get: {} } } });
  t.deepEqual(
    map.endpoints.map(({ name }) => name),
    ['get_c'],
  );
  t.deepEqual(notesOf(map), ['operation-refused #/paths/~1a~1~1b/get']);
});

test('what is no OpenAPI document is an error', (t) => {
  const circular: Record<string, unknown> = { openapi: '3.0.0' };
  circular.self = circular;
  const cases: [unknown, string][] = [
    [null, 'not-openapi'],
    [[], 'not-openapi'],
    [{}, 'not-openapi'],
    [{ openapi: '4.0.0' }, 'not-openapi'],
    [{ swagger: '1.2' }, 'not-openapi'],
    [circular, 'document-too-large'],
  ];
  for (const [document, code] of cases) {
    const error = t.throws(() => importDocument(document, 'x.json'), { instanceOf: GenerateError });
    t.is(error.notes[0]?.code, code);
  }
});

test('the order of the document does not matter', (t) => {
  const get = {
    responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } } },
  };
  const components = {
    schemas: { A: { properties: { b: { $ref: '#/components/schemas/B' } } }, B: { type: 'string' } },
  };
  const schemas = { B: components.schemas.B, A: components.schemas.A };
  const one = { openapi: '3.0.0', info: {}, paths: { '/a': { get, put: get }, '/b': { get } }, components };
  const other = {
    components: { schemas },
    paths: { '/b': { get }, '/a': { put: get, get } },
    info: {},
    openapi: '3.0.0',
  };
  t.is(JSON.stringify(importAccepted(one)), JSON.stringify(importAccepted(other)));
});
