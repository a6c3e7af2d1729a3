import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { FalkorDB } from 'falkordb';
import { FalkorDBUnavailableError } from '../../src/embedded/errors.js';
import { type FalkorDBAddress, startFalkorDB } from '../../src/embedded/falkordb-server.js';
import type { FalkorDBPrograms } from '../../src/embedded/provision.js';
import { findPrograms } from '../helpers/falkordb.js';
import { eventually, freePort, groupIsAlive, portIsFree } from '../helpers/processes.js';

let programs: FalkorDBPrograms;

test.before(async () => {
  programs = await findPrograms();
});

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'falkordb-data-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function ask(address: FalkorDBAddress, text: string): Promise<unknown> {
  const client = await FalkorDB.connect({ socket: { ...address } });
  client.on('error', () => {});
  try {
    return (await client.selectGraph('g').query(text)).data;
  } finally {
    await client.close();
  }
}

test('a graph survives a restart', async (t) => {
  const dataDir = await folder(t);
  const first = await startFalkorDB(programs, { dataDir });
  await ask(
    first.address,
    "CREATE (:Person {name: 'Ann', born: date('1990-05-01')})-[:KNOWS {since: 2020}]->(:Person)",
  );
  await first.stop();
  const second = await startFalkorDB(programs, { dataDir });
  t.teardown(() => second.stop());
  t.deepEqual(await ask(second.address, 'MATCH (a)-[r:KNOWS]->() RETURN a.name AS name, r.since AS since'), [
    { name: 'Ann', since: 2020 },
  ]);
});

test('without a data folder every start is empty and nothing is left', async (t) => {
  const first = await startFalkorDB(programs);
  await ask(first.address, 'CREATE (:N)');
  const scratch = 'path' in first.address ? dirname(first.address.path) : '';
  await access(scratch);
  await first.stop();
  t.true(await eventually(() => !groupIsAlive(first.pid)));
  await t.throwsAsync(access(scratch), { code: 'ENOENT' });
  const second = await startFalkorDB(programs);
  t.teardown(() => second.stop());
  t.deepEqual(await ask(second.address, 'MATCH (n) RETURN count(n) AS n'), [{ n: 0 }]);
});

test('a port is opened when asked for, and closed by stop', async (t) => {
  const port = await freePort();
  const server = await startFalkorDB(programs, { port });
  t.deepEqual(server.address, { host: '127.0.0.1', port });
  t.deepEqual(await ask(server.address, 'RETURN 1 AS one'), [{ one: 1 }]);
  t.false(await portIsFree(port));
  await server.stop();
  t.true(await portIsFree(port));
});

test('a data folder is used by one FalkorDB at a time', async (t) => {
  const dataDir = await folder(t);
  const first = await startFalkorDB(programs, { dataDir });
  t.teardown(() => first.stop());
  const error = await t.throwsAsync(startFalkorDB(programs, { dataDir }));
  t.is(
    error.message,
    `The data folder ${dataDir} is in use by process ${first.pid}. End it, or choose another folder with FALKORDB_DATA_DIR.`,
  );
});

test('stop may be called twice, and leaves the data folder free', async (t) => {
  const dataDir = await folder(t);
  const server = await startFalkorDB(programs, { dataDir });
  await Promise.all([server.stop(), server.stop()]);
  t.deepEqual(await readdir(dataDir), ['appendonlydir']);
});

test('a query beyond the time limit is given up by the database', async (t) => {
  const server = await startFalkorDB(programs, { queryTimeout: 100 });
  t.teardown(() => server.stop());
  const slow = 'UNWIND range(1, 30000) AS x UNWIND range(1, 30000) AS y RETURN sum(x * y)';
  await t.throwsAsync(ask(server.address, slow), { message: 'Query timed out' });
});

test('a FalkorDB ends when its parent is killed, and its data folder can be used again', async (t) => {
  const dataDir = await folder(t);
  const fixture = fileURLToPath(new URL('../fixtures/hold-falkordb.ts', import.meta.url));
  const parent = spawn(process.execPath, ['--import=tsx', fixture, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(parent.stdout, 'data');
  const { pid, address } = JSON.parse(String(line)) as { pid: number; address: { path: string } };
  await ask(address, 'CREATE (:Kept)');
  t.true(groupIsAlive(pid));
  parent.kill('SIGKILL');
  t.true(await eventually(() => !groupIsAlive(pid)));
  await t.throwsAsync(access(dirname(address.path)), { code: 'ENOENT' });
  const next = await startFalkorDB(programs, { dataDir });
  t.teardown(() => next.stop());
  t.deepEqual(await ask(next.address, 'MATCH (n:Kept) RETURN count(n) AS n'), [{ n: 1 }]);
});

test('a server that does not come up is told with its own words, and leaves nothing', async (t) => {
  const home = await folder(t);
  const path = join(home, 'valkey-server');
  await writeFile(path, '#!/bin/sh\necho "error while loading shared libraries: libgomp.so.1"\nexit 127\n');
  await chmod(path, 0o755);
  const broken = { server: { path, origin: 'a test' }, module: programs.module };
  const dataDir = join(home, 'data');
  const error = await t.throwsAsync(startFalkorDB(broken, { dataDir }), { instanceOf: FalkorDBUnavailableError });
  t.regex(
    error.message,
    /FalkorDB ended while it was starting on a test:\n {2}\| error while loading shared libraries: libgomp/,
  );
  t.deepEqual(await readdir(dataDir), []);
});
