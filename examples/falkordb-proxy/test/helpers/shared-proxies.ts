import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { hashPassword } from 'mcp-rest-proxy/oauth';
import { startReferenceBackend } from '../../src/embedded/reference-backend.js';
import { COMPOSE_FILES, compose, type Service } from './compose.js';
import { startTestFalkorDB, type TestFalkorDB } from './falkordb.js';
import { freePort } from './processes.js';
import { type RunningProgram, runProgram, tempFolder } from './program.js';
import { startRelay } from './relay.js';

/** A process of the proxy. */
export interface ProxyProcess extends RunningProgram {
  /** Its own origin, past the front. */
  readonly origin: string;
}

/** Processes of the proxy that keep what they know in one Redis, behind one public URL. */
export interface SharedProxies {
  readonly falkordb: TestFalkorDB;
  /** The public URL. Requests go to the running processes in turn. */
  readonly origin: string;
  /** Where the processes keep what they know. */
  readonly redisUrl: string;
  /** Starts one more, with these variables changed. */
  start(changes?: Readonly<Record<string, string>>): Promise<ProxyProcess>;
  /** Ends one as an operator does. */
  stop(process: ProxyProcess): Promise<void>;
}

/** `OAUTH_SECRET`, unless it is changed. */
export const SECRET = 'a-secret-of-these-tests-of-32-characters-or-more';

/** Signs in as alice of acme. */
export const ALICE = { username: 'alice', password: 'a password of alice' } as const;

/** The folder that `docker-compose.tenants.yml` mounts: who may sign in, and the key of minted tokens. */
async function writeSecrets(t: ExecutionContext) {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'users'), `${ALICE.username}:${await hashPassword(ALICE.password)}:acme\n`);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(folder, 'backend-jwt.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return folder;
}

/** The environment of a service, with what is elsewhere in the network of the containers put where it is here. */
function relocate({ environment }: Service, places: Readonly<Record<string, string>>): Record<string, string> {
  const move = (value: string) => Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), value);
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, move(value)]));
}

/** Proxy and backend as `docker-compose.tenants.yml` has them. */
async function composedServices(env: Readonly<Record<string, string>>): Promise<{ proxy: Service; backend: Service }> {
  const usual = { BACKEND_API_KEY: 'not-asked-for', OAUTH_SECRET: SECRET };
  const { proxy, backend } = await compose(COMPOSE_FILES, { ...usual, ...env });
  if (proxy === undefined || backend === undefined) throw new Error('The compose files have changed');
  return { proxy, backend };
}

/** Starts everything but the processes, as the compose files have it: FalkorDB is the Redis for sign-ins too. */
export async function startSharedProxies(
  t: ExecutionContext,
  env: Readonly<Record<string, string>> = {},
): Promise<SharedProxies> {
  const port = await freePort();
  const falkordb = await startTestFalkorDB(port);
  t.teardown(falkordb.stop);
  const running: ProxyProcess[] = [];
  let turn = 0;
  const next = () => running[turn++ % running.length]?.origin ?? 'http://127.0.0.1:9';
  const front = await startRelay(next);
  t.teardown(front.close);
  const composed = await composedServices({ PROXY_PUBLIC_URL: front.url, LOG_LEVEL: 'warn', ...env });
  const bearer = relocate(composed.backend, { 'http://proxy:3001': front.url });
  const { BEARER_JWKS_URI: jwksUri = '', BEARER_ISSUER: issuer = '', BEARER_AUDIENCE: audience = '' } = bearer;
  const admission = { jwt: { jwksUri, issuer, audience } };
  const backend = await startReferenceBackend({ falkordb: falkordb.address, admission });
  t.teardown(backend.close);
  const settings = relocate(composed.proxy, {
    'http://backend:3000': backend.url,
    'redis://falkordb:6379': `redis://127.0.0.1:${port}`,
    '/run/secrets': await writeSecrets(t),
    '0.0.0.0': '127.0.0.1',
  });
  return {
    falkordb,
    origin: front.url,
    redisUrl: String(settings.REDIS_URL),
    async start(changes = {}) {
      const PROXY_PORT = String(await freePort());
      const origin = `http://127.0.0.1:${PROXY_PORT}`;
      const started = { ...runProgram(t, 'start', { ...settings, ...changes, PROXY_PORT }), origin };
      await started.said(/Stop: +Ctrl-C/);
      running.push(started);
      return started;
    },
    async stop(process) {
      running.splice(running.indexOf(process), 1);
      process.child.kill('SIGTERM');
      const code = await process.ended;
      if (code !== 0) throw new Error(`It ended with ${code}: ${process.output()}`);
    },
  };
}
