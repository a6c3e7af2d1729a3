import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import test, { type ExecutionContext } from 'ava';
import { eventually, freePort, portIsFree } from './helpers/processes.js';
import { databaseOf, environment, isGone, programPath, runProgram, runStart, tempFolder } from './helpers/program.js';

const execute = promisify(execFile);

function portOf(url: string): number {
  return Number(new URL(url).port);
}

async function query(t: ExecutionContext, url: string, text: string, key?: string): Promise<unknown> {
  const requestInit = key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } };
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }));
  try {
    const result = await client.callTool({ name: 'falkordb_query', arguments: { graphName: 'g', query: text } });
    t.not(result.isError, true);
    return (result.structuredContent as { rows?: unknown }).rows;
  } finally {
    await client.close();
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test.serial(`${signal} ends everything: no process, no port, no lock`, async (t) => {
    const { child, ended, url, backendUrl, dataDir, database, output } = await runStart(t);
    const health = await fetch(`${url}/health`);
    t.is(health.status, 200);
    t.like(await health.json(), { status: 'ok', backend: { status: 'ok' } });
    child.kill(signal);
    t.is(await ended, 0, output());
    t.true(await isGone(database));
    t.true(await portIsFree(portOf(url)));
    t.true(await portIsFree(portOf(backendUrl)));
    t.deepEqual(await readdir(dataDir), ['appendonlydir']);
  });
}

test.serial('graphs survive a restart', async (t) => {
  const first = await runStart(t);
  await query(t, first.url, "CREATE (:Person {name: 'Ann'})");
  first.child.kill('SIGINT');
  await first.ended;
  const second = await runStart(t, { FALKORDB_DATA_DIR: first.dataDir });
  t.deepEqual(await query(t, second.url, 'MATCH (p:Person) RETURN p.name AS name'), [{ name: 'Ann' }]);
});

test.serial('a killed proxy takes its database with it', async (t) => {
  const { child, ended, url, database } = await runStart(t);
  child.kill('SIGKILL');
  await ended;
  t.true(await isGone(database));
  t.true(await portIsFree(portOf(url)));
});

test.serial('a lost database ends the proxy, which says so', async (t) => {
  const { ended, output, database } = await runStart(t);
  process.kill(-database, 'SIGKILL');
  t.is(await ended, 1);
  t.regex(output(), /FalkorDB has ended unexpectedly/);
});

test.serial('clients must send a key when keys are asked for, and no key is printed', async (t) => {
  const key = 'k3y-of-a-client-0123456789';
  const { url, output } = await runStart(t, { PROXY_AUTH: 'api-key', PROXY_API_KEYS: key });
  t.is((await fetch(`${url}/mcp`, { method: 'POST' })).status, 401);
  t.deepEqual(await query(t, url, 'RETURN 1 AS one', key), [{ one: 1 }]);
  t.regex(output(), /--header "Authorization: Bearer YOUR-KEY"/);
  t.false(output().includes(key));
});

test.serial('a port in use is told before anything is started', async (t) => {
  const { url } = await runStart(t);
  const port = portOf(url);
  const second = runProgram(t, 'start', { PROXY_PORT: String(port), FALKORDB_DATA_DIR: await tempFolder(t) });
  t.is(await second.ended, 1);
  t.regex(second.output(), new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use.*PROXY_PORT`));
});

test.serial('a data folder in use is told', async (t) => {
  const { dataDir } = await runStart(t);
  const second = runProgram(t, 'start', { PROXY_PORT: '0', FALKORDB_DATA_DIR: dataDir });
  t.is(await second.ended, 1);
  t.regex(second.output(), /is in use by process \d+\. End it, or choose another folder with FALKORDB_DATA_DIR\./);
});

test.serial('mistakes in the configuration are listed and end the start', async (t) => {
  const program = runProgram(t, 'start', { PROXY_PORT: 'x', LOG_LEVEL: 'loud' });
  t.is(await program.ended, 1);
  t.regex(program.output(), /PROXY_PORT: "x" is not a whole number/);
  t.regex(program.output(), /LOG_LEVEL: "loud" is not known\. Use one of: debug, info, warn, error\./);
});

test.serial("a backend of one's own is used as it is, and nothing else is started", async (t) => {
  const settings = { FALKORDB_MCPSERVER_URL: `http://127.0.0.1:${await freePort()}`, PROXY_PORT: '0' };
  const program = runProgram(t, 'start', settings);
  const [, url] = await program.said(/Health +(http\S+)/);
  const health = await fetch(String(url));
  t.is(health.status, 503);
  t.like(await health.json(), { status: 'degraded', backend: { status: 'unavailable' } });
  t.notRegex(program.output(), /FalkorDB runs on|Graphs are kept/);
  program.child.kill('SIGTERM');
  t.is(await program.ended, 0);
});

/** A server that does `then` when it is started. */
async function fakeServer(t: ExecutionContext, version: string, then: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'fake-server-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const path = join(home, 'valkey-server');
  await writeFile(path, `#!/bin/sh\nif [ "$1" = --version ]; then ${version}; exit; fi\n${then}\n`);
  await chmod(path, 0o755);
  return path;
}

test.serial('a stop in the middle of the preparation ends cleanly', async (t) => {
  const home = await tempFolder(t);
  const marker = join(home, 'asked');
  const server = await fakeServer(t, `touch ${marker}; sleep 60`, 'exit 1');
  const program = runProgram(t, 'start', { PROXY_PORT: '0', FALKORDB_SERVER: server, FALKORDB_DATA_DIR: home });
  t.true(
    await eventually(() =>
      readFile(marker).then(
        () => true,
        () => false,
      ),
    ),
  );
  program.child.kill('SIGINT');
  t.is(await program.ended, 0);
  t.is(program.output(), '');
});

test.serial('a second signal ends at once; a database that does not want to is killed later', async (t) => {
  const home = await tempFolder(t);
  const marker = join(home, 'started');
  const stubborn = `trap '' TERM; touch ${marker}; while :; do sleep 1; done`;
  const server = await fakeServer(t, 'echo "Valkey server v=8.0.1 sha=0"', stubborn);
  const program = runProgram(t, 'start', { PROXY_PORT: '0', FALKORDB_SERVER: server, FALKORDB_DATA_DIR: home });
  t.true(
    await eventually(() =>
      readFile(marker).then(
        () => true,
        () => false,
      ),
    ),
  );
  const database = Number(await readFile(join(home, 'in-use-by'), 'utf8'));
  program.child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 500));
  t.is(program.child.exitCode, null);
  program.child.kill('SIGINT');
  t.is(await program.ended, 130);
  t.true(await isGone(database));
});

const folders = { 'this package': '..', 'the repository': '../../..' };

for (const [name, path] of Object.entries(folders)) {
  test.serial(`SIGTERM to npm start in ${name} ends everything, though npm passes it to its shell only`, async (t) => {
    const dataDir = await tempFolder(t);
    const npm = spawn('npm', ['start'], {
      cwd: fileURLToPath(new URL(path, import.meta.url)),
      env: environment({ PROXY_PORT: '0', FALKORDB_DATA_DIR: dataDir }),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    npm.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    t.true(await eventually(() => output.includes('Stop:')), output);
    const [, url = ''] = /Health +(http\S+)/.exec(output) ?? [];
    const database = await databaseOf(dataDir);
    npm.kill('SIGTERM');
    t.true(await isGone(database));
    t.true(await eventually(() => portIsFree(portOf(url))));
    t.true(await eventually(async () => (await readdir(dataDir)).join() === 'appendonlydir'));
  });
}

test.serial(
  'T129: by default two people of two tenants can sign in, and fresh tokens are had by their owner only',
  async (t) => {
    const { url, child, ended, output, dataDir } = await runStart(t, { PROXY_AUTH: '' });
    const [, token = ''] = /a token of alice[^\n]*\n\n +(\S+)\n/.exec(output()) ?? [];
    t.regex(output(), /alice +tenant acme +password \S{16}\n +bob +tenant globex +password \S{16}\n/);
    t.is((await stat(join(dataDir, 'tokens.sock'))).mode & 0o777, 0o600);
    await query(t, url, "CREATE (:Person {name: 'Ann'})", token);
    const ask = (user: string) =>
      execute(process.execPath, [programPath('token'), user], { env: environment({ FALKORDB_DATA_DIR: dataDir }) });
    t.deepEqual(await query(t, url, 'MATCH (p) RETURN p.name AS name', (await ask('alice')).stdout.trim()), [
      { name: 'Ann' },
    ]);
    t.deepEqual(await query(t, url, 'MATCH (p) RETURN p.name AS name', (await ask('bob')).stdout.trim()), []);
    await t.throwsAsync(ask('mallory'), { message: /There is no user "mallory"/ });
    await t.throwsAsync(query(t, url, 'RETURN 1', 'A'.repeat(43)));
    child.kill('SIGINT');
    t.is(await ended, 0, output());
    t.deepEqual(await readdir(dataDir), ['appendonlydir']);
    await t.throwsAsync(ask('alice'), { message: /No proxy gives tokens here/ });
  },
);
