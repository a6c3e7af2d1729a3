import test from 'ava';
import { emitMap } from '../../../codegen/src/import/emit-map.js';
import { environmentNames } from '../../../codegen/src/import/environment-names.js';
import type { ImportedEndpoint, ImportedMap, ImportedScheme } from '../../../codegen/src/openapi/imported-map.js';
import { evaluateMap } from './evaluate-map.js';
import { OPTIONS } from './orders-document.js';

const KEY: ImportedScheme = { name: 'api_key', kind: 'apiKey', in: 'header', parameter: 'X-Key' };
const COOKIE: ImportedScheme = { name: 'session', kind: 'apiKey', in: 'cookie', parameter: 'sid' };
const QUERY: ImportedScheme = { name: 'key', kind: 'apiKey', in: 'query', parameter: 'key' };
const BASIC: ImportedScheme = { name: 'basicAuth', kind: 'basic' };
const BEARER: ImportedScheme = { name: 'bearerAuth', kind: 'bearer' };
const OAUTH: ImportedScheme = { name: 'store_auth', kind: 'oauth2', scopes: {} };
const MTLS: ImportedScheme = { name: 'mtls', kind: 'other', detail: 'mutual TLS' };

type Security = ImportedEndpoint['security'];

function store(schemes: readonly ImportedScheme[], ...securities: readonly Security[]): ImportedMap {
  const endpoints = securities.map((security, index): ImportedEndpoint => {
    const path = `/${index}`;
    const endpoint = { method: 'GET', path, description: 'Do it.' } as const;
    return { name: `get_${index}`, pointer: `#/paths/~1${index}/get`, tags: [], deprecated: false, endpoint, security };
  });
  return { title: 'The Store API', version: '1', endpoints, definitions: {}, servers: [], schemes, notes: [] };
}

type Target = { headers: Record<string, string> };

/** The headers that the credential of a map sets. */
function headersOf(imported: ImportedMap, environment: Readonly<Record<string, string>>): unknown {
  const credential = evaluateMap(emitMap(imported, OPTIONS).text).credential?.(environment);
  if (typeof credential !== 'function') return credential;
  const target: Target = { headers: {} };
  credential(target);
  return target.headers;
}

test('a key in a header or the query, a bearer token and OAuth become what the library has for them', (t) => {
  t.deepEqual(headersOf(store([KEY], [['api_key']]), { STORE_API_KEY: ' k ' }), {
    apiKeyHeader: { header: 'x-key', key: 'k' },
  });
  t.deepEqual(headersOf(store([QUERY], [['key']]), { STORE_API_KEY: 'k' }), { apiKeyQuery: { name: 'key', key: 'k' } });
  t.deepEqual(headersOf(store([BEARER], [['bearerAuth']]), { STORE_TOKEN: 't' }), { bearer: { token: 't' } });
  t.deepEqual(headersOf(store([OAUTH], [['store_auth']]), { STORE_TOKEN: 't' }), { bearer: { token: 't' } });
});

test('HTTP Basic and a key in a cookie are written out', (t) => {
  const environment = { STORE_USERNAME: 'aladdin', STORE_PASSWORD: 'open:sesame' };
  t.deepEqual(headersOf(store([BASIC], [['basicAuth']]), environment), {
    authorization: 'Basic YWxhZGRpbjpvcGVuOnNlc2FtZQ==',
  });
  t.deepEqual(headersOf(store([COOKIE], [['session']]), { STORE_SESSION_API_KEY: 'a;b' }), { cookie: 'sid=a%3Bb' });
});

test('any name of a query parameter stays what it is, however long the line', (t) => {
  for (const parameter of ["it's, key: secret(x", 'a b&c=d', `${'long'.repeat(30)}, key: 1, secret(`, 'é\u2028']) {
    const scheme: ImportedScheme = { ...QUERY, parameter };
    t.deepEqual(headersOf(store([scheme], [['key']]), { STORE_API_KEY: 'k' }), {
      apiKeyQuery: { name: parameter, key: 'k' },
    });
  }
});

test('of two places for a key the header is chosen, and the query is said to be logged', (t) => {
  const either = store([QUERY, KEY], [['key'], ['api_key']]);
  t.deepEqual(headersOf(either, { STORE_API_KEY: 'k' }), { apiKeyHeader: { header: 'x-key', key: 'k' } });
  const { text, notes } = emitMap(store([QUERY], [['key']]), OPTIONS);
  t.true(text.includes('It is sent in the URL, which servers and proxies on the way may log.'));
  t.deepEqual(notes, []);
});

test('schemes that are needed together are sent together', (t) => {
  const imported = store([KEY, BEARER], [['api_key', 'bearerAuth']]);
  t.deepEqual(headersOf(imported, { STORE_API_KEY: 'k', STORE_TOKEN: 't' }), {
    allOf: [{ apiKeyHeader: { header: 'x-key', key: 'k' } }, { bearer: { token: 't' } }],
  });
});

test('a variable that is not set is named', (t) => {
  t.throws(() => headersOf(store([KEY], [['api_key']]), { STORE_API_KEY: ' ' }), {
    message: /STORE_API_KEY is not set/,
  });
});

test('the way that most endpoints accept is the usual one, the simpler of two', (t) => {
  const imported = store([BASIC, BEARER], [['basicAuth'], ['bearerAuth']], [['basicAuth'], ['bearerAuth']]);
  t.deepEqual(headersOf(imported, { STORE_TOKEN: 't' }), { bearer: { token: 't' } });
});

test('an endpoint that asks for something else says so, without reading the environment', (t) => {
  const imported = store([KEY, OAUTH], [['api_key']], [['api_key']], [['store_auth']], [], [[], ['api_key']], [[]]);
  const { endpoints } = evaluateMap(emitMap(imported, OPTIONS).text);
  t.deepEqual(
    Object.values(endpoints).map(({ credential }) => (typeof credential === 'function' ? 'own' : credential)),
    [undefined, undefined, 'own', 'none', undefined, 'none'],
  );
});

test('what no credential can do is told, once, and only when it is needed', (t) => {
  const nameless: ImportedScheme = { ...QUERY, parameter: ' ' };
  const needed = store([KEY, nameless, MTLS], [['key']], [['key', 'mtls']], [['api_key'], ['mtls']]);
  t.deepEqual(
    emitMap(needed, OPTIONS).notes.map(({ code, place, message }) => [code, place, message]),
    [
      [
        'scheme-not-expressible',
        '#/components/securitySchemes/key',
        'cannot be written as a credential: its parameter has no usable name.',
      ],
      ['scheme-not-expressible', '#/components/securitySchemes/mtls', 'cannot be written as a credential: mutual TLS.'],
    ],
  );
  t.deepEqual(emitMap(store([KEY, MTLS], [['api_key'], ['mtls']]), OPTIONS).notes, []);
});

test('a map without security has no credential', (t) => {
  t.false(emitMap(store([KEY], [], [[]]), OPTIONS).text.includes('redential'));
});

for (const [title, names, expected] of [
  ['Swagger Petstore - OpenAPI 3.0', ['api_key'], ['PETSTORE_API_KEY']],
  [
    'Petstore',
    ['api_key', 'ApiKeyAuth', 'admin_key'],
    ['PETSTORE_API_KEY', 'PETSTORE_API_KEY_AUTH_API_KEY', 'PETSTORE_ADMIN_API_KEY'],
  ],
  ['', ['x'], ['X_API_KEY']],
  ['漢字', ['漢'], ['API_KEY']],
  ['1Password Connect', ['key'], ['PASSWORD_CONNECT_API_KEY']],
] as const) {
  test(`environment variables of ${JSON.stringify(title)} with ${names.join(', ')}`, (t) => {
    const schemes = names.map((name): ImportedScheme => ({ name, kind: 'apiKey', in: 'header', parameter: 'x' }));
    t.deepEqual(
      [...environmentNames(title, schemes).values()].map(({ secret }) => secret),
      [...expected],
    );
  });
}
