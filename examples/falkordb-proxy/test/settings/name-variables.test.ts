import test from 'ava';
import { ConfigurationError, silentLogger } from 'mcp-rest-proxy';
import { openOAuth } from '../../src/access/open-oauth.js';
import { readConfig } from '../../src/config.js';
import { createHttpProxy, urlOf } from '../../src/proxy.js';
import { inVariables } from '../../src/settings/name-variables.js';

/** What `npm start` does with its configuration, up to listening. */
async function open(env: Record<string, string>): Promise<void> {
  const config = readConfig({ FALKORDB_MCPSERVER_URL: 'http://127.0.0.1:9', LOG_LEVEL: 'error', ...env });
  const proxyUrl = urlOf(config);
  if (config.oauth !== undefined) await openOAuth(config.oauth, config, { proxyUrl, logger: silentLogger });
  await createHttpProxy(config, { url: 'http://127.0.0.1:9', apiKey: undefined }).close();
}

const OAUTH = { PROXY_AUTH: 'oauth', OAUTH_UPSTREAM_ISSUER: 'https://l.example', OAUTH_UPSTREAM_CLIENT_ID: 'x' };
const KEYS = 'acme:0123456789abcdef,globex:0123456789abcdef';
const REDIS = { REDIS_URL: 'redis://127.0.0.1:9', OAUTH_SECRET: 'a-secret-of-32-characters-or-more' };

for (const [variable, env] of [
  ['TENANT_CLAIM', { ...OAUTH, TENANT_CLAIM: 'sub' }],
  ['PROXY_PUBLIC_URL', { ...OAUTH, ...REDIS, PROXY_PUBLIC_URL: 'http://mcp.example.com' }],
  ['OAUTH_USERS_FILE', { PROXY_AUTH: 'oauth', OAUTH_USERS_FILE: '/nowhere' }],
  ['PROXY_API_KEYS', { PROXY_AUTH: 'api-key', TENANTS: 'true', PROXY_API_KEYS: KEYS }],
  ['PROXY_ALLOWED_HOSTS', { PROXY_ALLOWED_HOSTS: 'http://x/y' }],
] as const) {
  test(`what only the library finds wrong is told of ${variable}`, async (t) => {
    const error = await t.throwsAsync(
      inVariables(() => open(env)),
      { instanceOf: ConfigurationError },
    );
    t.is(error?.problems.length, 1);
    t.true(error?.problems[0]?.place.includes(`${variable} (`), error?.message);
  });
}

test('other failures stay as they are', async (t) => {
  await t.throwsAsync(
    inVariables(() => Promise.reject(new Error('no luck'))),
    { message: 'no luck' },
  );
});
