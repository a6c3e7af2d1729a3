import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import got from 'got';
import type { BackendLimits } from '../../src/backend/client.js';
import { gotClient } from '../../src/backend/got-client.js';
import { goodCertificate, selfSignedCertificate, serverKey } from '../helpers/certificates.js';
import { startFaultBackend } from '../helpers/fault-backend.js';

const limits: BackendLimits = {
  connectTimeout: 500,
  firstByteTimeout: 500,
  idleTimeout: 500,
  maxResponseBytes: 100_000,
  connections: 2,
  keepAliveTimeout: 200,
};
const get = { method: 'GET', path: '/x', headers: {} } as const;
const signal = () => ({ signal: new AbortController().signal });

test('hooks, handlers and headers of the given instance stay in force', async (t) => {
  const seen: string[] = [];
  const instance = got.extend({
    headers: { 'x-instance': 'yes' },
    hooks: {
      beforeRequest: [
        (options) => {
          options.headers['x-hook'] = 'yes';
        },
      ],
    },
    handlers: [
      (options, next) => {
        seen.push(options.method);
        return next(options);
      },
    ],
  });
  const backend = await startFaultBackend(t, (e) => e.respond(200));
  const client = gotClient(instance)({ origin: backend.origin, limits });
  t.teardown(() => client.close());
  await client.send(get, signal());
  t.is(backend.requests[0]?.headers['x-instance'], 'yes');
  t.is(backend.requests[0]?.headers['x-hook'], 'yes');
  t.deepEqual(seen, ['GET']);
});

test('F08 T111: retries, redirects, cookies and a base URL of the instance are switched off', async (t) => {
  const instance = got.extend({
    prefixUrl: 'http://elsewhere.test/base',
    retry: { limit: 5, methods: ['GET', 'POST'], statusCodes: [503] },
    followRedirect: true,
    throwHttpErrors: true,
    username: 'u',
    password: 'p',
    cookieJar: { getCookieString: async () => 'canary=1', setCookie: async () => {} },
  });
  const backend = await startFaultBackend(t, (e) => e.respond(e.index === 0 ? 503 : 302, { location: '/taken' }));
  const client = gotClient(instance)({ origin: backend.origin, limits });
  t.teardown(() => client.close());
  t.is((await client.send(get, signal())).status, 503);
  t.is((await client.send({ ...get, method: 'POST', body: '{}' }, signal())).status, 302);
  t.deepEqual(
    backend.requests.map(({ target }) => target),
    ['/x', '/x'],
  );
  t.false('cookie' in (backend.requests[0]?.headers ?? {}));
  t.false('authorization' in (backend.requests[0]?.headers ?? {}));
});

test('F04: an instance that skips certificate checks is made to check', async (t) => {
  const instance = got.extend({ https: { rejectUnauthorized: false } });
  for (const cert of [selfSignedCertificate, goodCertificate]) {
    const backend = await startFaultBackend(t, (e) => e.respond(200), { tls: { key: serverKey, cert } });
    const client = gotClient(instance)({ origin: backend.origin, limits });
    t.teardown(() => client.close());
    await t.throwsAsync(client.send({ ...get, method: 'POST', body: 'x' }, signal()), { message: /verified over TLS/ });
    t.is(backend.requests.length, 0);
  }
});

test('a hook that throws fails the request before anything is sent, and its words stay inside', async (t) => {
  const instance = got.extend({
    hooks: {
      beforeRequest: [
        () => {
          throw new Error('canary');
        },
      ],
    },
  });
  const backend = await startFaultBackend(t, (e) => e.respond(200));
  const client = gotClient(instance)({ origin: backend.origin, limits });
  t.teardown(() => client.close());
  const error = await t.throwsAsync(client.send(get, signal()));
  t.like(error, { delivery: 'not_sent' });
  t.notRegex(error?.message ?? '', /canary/);
  t.is(backend.connections, 0);
});

test('plain got is used without an instance', async (t) => {
  const backend = await startFaultBackend(t, (e) => e.respond(200));
  const client = gotClient()({ origin: backend.origin, limits });
  t.teardown(() => client.close());
  t.is((await client.send(get, signal())).status, 200);
});

test('without got installed, gotClient says at start what to install', (t) => {
  const module = new URL('../../src/backend/got-client.ts', import.meta.url).href;
  const hooks = `export async function resolve(specifier, context, next) {
    if (specifier === 'got') throw Object.assign(new Error('missing'), { code: 'ERR_MODULE_NOT_FOUND' });
    return next(specifier, context);
  }`;
  const program = `
    import { register } from 'node:module';
    register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});
    const { gotClient } = await import(${JSON.stringify(module)});
    try { gotClient(); } catch (error) { console.log(error.code + ': ' + error.message); }`;
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const { stdout } = spawnSync(process.execPath, ['--import=tsx', '--input-type=module', '-e', program], {
    cwd: root,
    encoding: 'utf8',
  });
  t.is(
    stdout.trim(),
    'missing_peer: gotClient() needs the package "got", which is not installed. Run: npm install got',
  );
});
