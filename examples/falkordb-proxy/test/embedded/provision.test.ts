import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { FalkorDBUnavailableError } from '../../src/embedded/errors.js';
import { cacheDirectory, provisionFalkorDB } from '../../src/embedded/provision.js';

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'provision-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function program(path: string, says: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho '${says}'\n`);
  await chmod(path, 0o755);
  return path;
}

async function moduleIn(home: string): Promise<string> {
  return program(join(home, 'falkordb.so'), 'a module');
}

test('FALKORDB_SERVER and FALKORDB_MODULE are taken before anything else', async (t) => {
  const home = await folder(t);
  const server = await program(join(home, 'mine'), 'Valkey server v=8.1.0 sha=0');
  await program(join(home, 'bin/valkey-server'), 'Valkey server v=9.0.0 sha=0');
  const module = await moduleIn(home);
  const env = { FALKORDB_SERVER: server, FALKORDB_MODULE: module, PATH: join(home, 'bin') };
  const found = await provisionFalkorDB({ env });
  t.is(found.server.path, server);
  t.is(found.module, module);
});

test('an old redis in PATH is passed over for a new one further on', async (t) => {
  const home = await folder(t);
  await program(join(home, 'old/redis-server'), 'Redis server v=7.0.15 sha=0');
  const good = await program(join(home, 'new/redis-server'), 'Redis server v=7.4.1 sha=0');
  const env = { PATH: `${join(home, 'old')}:${join(home, 'new')}`, FALKORDB_MODULE: await moduleIn(home) };
  t.is((await provisionFalkorDB({ env })).server.path, good);
});

test('a named server that is too old is refused, with the ways out', async (t) => {
  const home = await folder(t);
  const server = await program(join(home, 'redis-server'), 'Redis server v=7.0.15 sha=0');
  const env = { FALKORDB_SERVER: server, FALKORDB_MODULE: await moduleIn(home) };
  const error = await t.throwsAsync(provisionFalkorDB({ env }), { instanceOf: FalkorDBUnavailableError });
  t.regex(error.message, /it is redis 7\.0\.15; FalkorDB needs redis >= 7\.2 or valkey >= 8/);
  t.regex(error.message, /docker compose up/);
  t.regex(error.message, /FALKORDB_MCPSERVER_URL=/);
});

test('a module that is not there is refused', async (t) => {
  const error = await t.throwsAsync(provisionFalkorDB({ env: { FALKORDB_MODULE: '/nowhere/falkordb.so' } }), {
    instanceOf: FalkorDBUnavailableError,
  });
  t.regex(error.message, /\/nowhere\/falkordb\.so is missing, or has no execute permission/);
});

test('nothing is looked for once the signal is aborted', async (t) => {
  const reason = new Error('stopped');
  const error = await t.throwsAsync(provisionFalkorDB({ signal: AbortSignal.abort(reason) }));
  t.is(error, reason);
});

test('the cache folder follows FALKORDB_CACHE_DIR, then XDG_CACHE_HOME', (t) => {
  t.is(cacheDirectory({ FALKORDB_CACHE_DIR: '/a', XDG_CACHE_HOME: '/b' }), '/a');
  t.is(cacheDirectory({ XDG_CACHE_HOME: '/b' }), '/b/mcp-rest-proxy');
});
