import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { expandScopes } from '../../src/auth/implied-scopes.js';
import {
  identifierOf,
  metadataUrl,
  type ProtectedResource,
  type ProtectedResourceOptions,
  protectedResource,
} from '../../src/auth/protected-resource.js';
import { challengeFor } from '../../src/auth/resource-challenge.js';
import { resourceRoutes } from '../../src/auth/resource-routes.js';
import { ConfigurationError } from '../../src/errors.js';

const authorizationServers = ['https://auth.test'];
const plain = protectedResource({ authorizationServers });
const base = 'https://mcp.test';

function places(t: ExecutionContext, options: Partial<ProtectedResourceOptions>): readonly string[] {
  const error = t.throws(() => protectedResource({ authorizationServers, ...options }), {
    instanceOf: ConfigurationError,
  });
  return error?.problems.map(({ place }) => place) ?? [];
}

test('T009: resource and authorization servers must be https, without user, query and fragment', (t) => {
  for (const url of [
    'http://mcp.test/mcp',
    'https://mcp.test/mcp?x',
    'https://mcp.test/#',
    'https://u@mcp.test',
    'x',
  ]) {
    t.deepEqual(places(t, { resource: url }), ['protectedResource.resource'], url);
    t.deepEqual(places(t, { authorizationServers: [url] }), ['protectedResource.authorizationServers'], url);
  }
  t.deepEqual(places(t, { authorizationServers: [] }), ['protectedResource']);
  t.is(protectedResource({ authorizationServers: ['http://localhost:4000'] }).scopes.length, 0);
});

test('T007: scopes that no client should be told to ask for are refused', (t) => {
  for (const scope of ['offline_access', '*', 'all']) {
    t.deepEqual(places(t, { scopes: ['read', scope] }), ['protectedResource.scopes'], scope);
  }
});

test('T001: a configured identifier is used byte for byte at and below its path, the dialled URL elsewhere', (t) => {
  const named = (resource: string): ProtectedResource => protectedResource({ authorizationServers, resource });
  const at = (resource: ProtectedResource, path: string) => identifierOf(resource, { base, path });
  t.is(at(plain, '/mcp'), 'https://mcp.test/mcp');
  t.is(at(plain, '/sse/'), 'https://mcp.test/sse/');
  t.is(at(named('https://mcp.test/mcp'), '/mcp'), 'https://mcp.test/mcp');
  t.is(at(named('https://mcp.test/mcp'), '/mcp/'), 'https://mcp.test/mcp');
  t.is(at(named('https://mcp.test/mcp'), '/sse'), 'https://mcp.test/sse');
  t.is(at(named('https://mcp.test/mc'), '/mcp'), 'https://mcp.test/mcp');
  t.is(at(named('https://MCP.test:443'), '/sse'), 'https://MCP.test:443');
  t.is(at(named('https://mcp.test/'), '/sse'), 'https://mcp.test/');
});

test('T008: without a trusted base nothing is published, unless the identifier tells the host', (t) => {
  const unknown = { base: undefined, path: '/mcp' };
  t.is(identifierOf(plain, unknown), undefined);
  t.is(metadataUrl(plain, unknown), undefined);
  const named = protectedResource({ authorizationServers, resource: 'https://mcp.test/mcp' });
  t.is(identifierOf(named, unknown), 'https://mcp.test/mcp');
  t.is(metadataUrl(named, unknown), 'https://mcp.test/.well-known/oauth-protected-resource/mcp');
});

test('T009: an identifier that is not under the public URL is refused when the proxy is put together', (t) => {
  const mount = { origin: base, path: '/x', resources: ['/mcp', '/sse'], baseOf: () => `${base}/x` };
  const routesOf = (resource: string) =>
    resourceRoutes(protectedResource({ authorizationServers, resource }), mount).map(({ path }) => path);
  for (const resource of ['https://other.test', 'https://mcp.test/mcp', 'http://localhost/x/mcp']) {
    t.throws(() => routesOf(resource), { instanceOf: ConfigurationError, message: /protectedResource\.resource/ });
  }
  t.deepEqual(routesOf('https://mcp.test/x/sse'), [
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-protected-resource/x/mcp',
    '/.well-known/oauth-protected-resource/mcp',
    '/.well-known/oauth-protected-resource/x/sse',
    '/.well-known/oauth-protected-resource/sse',
    '/.well-known/oauth-protected-resource/',
  ]);
});

const request = { endpoint: { base, path: '/mcp' } };

test('T061, T063: challenges lead to the metadata and name the scopes', (t) => {
  const scoped = protectedResource({ authorizationServers, scopes: ['read', 'write'] });
  const metadata = 'resource_metadata="https://mcp.test/.well-known/oauth-protected-resource/mcp"';
  t.is(challengeFor(plain, request), `Bearer ${metadata}`);
  t.is(challengeFor(scoped, request), `Bearer ${metadata}, scope="read write"`);
  t.is(
    challengeFor(scoped, request, { error: 'insufficient_scope', scopes: ['admin'] }),
    `Bearer error="insufficient_scope", ${metadata}, scope="admin"`,
  );
  t.is(challengeFor(undefined, request), 'Bearer realm="mcp"');
  t.is(challengeFor(undefined, request, { error: 'invalid_token' }), 'Bearer realm="mcp", error="invalid_token"');
  t.is(challengeFor(plain, {}), 'Bearer realm="mcp"');
});

test('T065: whatever scopes and descriptions hold, the challenge is one header of whole quoted strings', (t) => {
  const nasty = fc
    .array(fc.constantFrom('"', '\\', '\r', '\n', '\u0000', ',', '=', ' ', 'a', 'é', '\u2028'))
    .map((c) => c.join(''));
  fc.assert(
    fc.property(nasty, fc.array(nasty, { minLength: 1, maxLength: 3 }), (description, scopes) => {
      const header = challengeFor(plain, request, { error: 'invalid_token', description, scopes });
      return /^Bearer (?:\w+="(?:[^"\\\p{Cc}]|\\["\\])*"(?:, |$))+$/u.test(header);
    }),
  );
  t.is(
    challengeFor(undefined, {}, { error: 'invalid_token', description: 'a"b\r\nX-Evil: 1', scopes: ['x"y\\z'] }),
    'Bearer realm="mcp", error="invalid_token", error_description="a\\"bX-Evil: 1", scope="x\\"y\\\\z"',
  );
});

test('T063: a broad scope holds the narrower ones, at any depth and in circles', (t) => {
  const implied = { admin: ['write'], write: ['read', 'admin'], read: [] };
  t.deepEqual(expandScopes(['admin'], implied), ['admin', 'write', 'read']);
  t.deepEqual(expandScopes(['other', 'read'], implied), ['other', 'read']);
  t.deepEqual(expandScopes(['constructor', '__proto__'], implied), ['constructor', '__proto__']);
});
