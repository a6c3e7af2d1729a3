import { access, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type BackportsOptions, valkeyFromBackports } from '../../src/embedded/backports.js';
import { FalkorDBUnavailableError } from '../../src/embedded/errors.js';
import { eventually, groupIsAlive } from '../helpers/processes.js';

/** Stands in for apt-get: it writes down the private configuration it was given. */
const aptGet = `#!/bin/sh
cp "$APT_CONFIG" "$LOG/apt.conf"
echo "$@" >> "$LOG/calls"
if [ "$2" = download ]; then touch valkey-tools.deb; fi
`;
const dpkgDeb = `#!/bin/sh
mkdir -p "$3/usr/bin"
touch "$3/usr/bin/valkey-check-rdb"
`;

async function machine(t: ExecutionContext, scripts: Record<string, string> = {}): Promise<BackportsOptions> {
  const home = await mkdtemp(join(tmpdir(), 'backports-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  await mkdir(join(home, 'etc/apt'), { recursive: true });
  await mkdir(join(home, 'bin'));
  await writeFile(join(home, 'etc/os-release'), 'ID=debian\nVERSION_CODENAME=bookworm\n');
  await writeFile(join(home, 'etc/apt/sources.list'), 'deb http://archive.example/debian bookworm main\n');
  for (const [name, text] of Object.entries({ 'apt-get': aptGet, 'dpkg-deb': dpkgDeb, ...scripts })) {
    await writeFile(join(home, 'bin', name), text);
    await chmod(join(home, 'bin', name), 0o755);
  }
  return {
    cacheDir: join(home, 'cache'),
    etc: join(home, 'etc'),
    env: { PATH: `${join(home, 'bin')}:${process.env.PATH}`, LOG: home },
    progress: () => {},
    verify: async () => {},
  };
}

function logOf({ env }: BackportsOptions): string {
  return env.LOG ?? '';
}

test('a server is fetched once, checked, kept, and found again', async (t) => {
  const options = await machine(t);
  const lines: string[] = [];
  let checked = '';
  const verify = async ({ path }: { path: string }) => {
    await access(path);
    checked = path;
  };
  const server = await valkeyFromBackports({ ...options, verify, progress: (line) => lines.push(line) });
  t.is(server.path, join(options.cacheDir, 'valkey-8-debian-bookworm-x64/root/usr/bin/valkey-server'));
  await access(server.path);
  t.regex(checked, /\.partial-/);
  t.is(lines.length, 2);
  const again = await valkeyFromBackports({ ...options, progress: () => t.fail('nothing is prepared twice') });
  t.is(again.path, server.path);
  t.deepEqual(await readdir(options.cacheDir), ['valkey-8-debian-bookworm-x64']);
  t.deepEqual(await readdir(join(options.cacheDir, 'valkey-8-debian-bookworm-x64')), ['root']);
});

test("apt is given a configuration of its own and keeps the machine's settings", async (t) => {
  const options = await machine(t);
  await valkeyFromBackports(options);
  const config = await readFile(join(logOf(options), 'apt.conf'), 'utf8');
  const names = config.split('\n').map((line) => line.split(' ')[0]);
  const own = names.filter((name) => name?.startsWith('Dir'));
  t.deepEqual(own, ['Dir::Etc::sourcelist', 'Dir::Etc::sourceparts', 'Dir::State', 'Dir::State::status', 'Dir::Cache']);
  t.is(
    await readFile(join(logOf(options), 'calls'), 'utf8'),
    '-q update\n-q download valkey-tools libjemalloc2 liblzf1 libatomic1\n',
  );
});

test('two runs at once end with one good server', async (t) => {
  const options = await machine(t);
  const [one, two] = await Promise.all([valkeyFromBackports(options), valkeyFromBackports(options)]);
  t.is(one.path, two.path);
  await access(one.path);
  t.deepEqual(await readdir(options.cacheDir), ['valkey-8-debian-bookworm-x64']);
});

test('a server that fails its check is not kept', async (t) => {
  const options = await machine(t);
  const verify = async () => {
    throw new Error('it does not start');
  };
  await t.throwsAsync(valkeyFromBackports({ ...options, verify }), { message: 'it does not start' });
  t.deepEqual(await readdir(options.cacheDir), []);
});

test('a stop in the middle ends apt and leaves nothing half-done', async (t) => {
  const sleeper = '#!/bin/sh\necho $$ > "$LOG/pid"\nsleep 60\n';
  const options = await machine(t, { 'apt-get': sleeper });
  const stop = new AbortController();
  const running = valkeyFromBackports({ ...options, signal: stop.signal });
  const pidFile = join(logOf(options), 'pid');
  t.true(
    await eventually(() =>
      readFile(pidFile, 'utf8').then(
        (text) => text !== '',
        () => false,
      ),
    ),
  );
  stop.abort(new Error('stopped'));
  await t.throwsAsync(running, { message: 'stopped' });
  t.deepEqual(await readdir(options.cacheDir), []);
  const pid = Number(await readFile(pidFile, 'utf8'));
  t.true(await eventually(() => !groupIsAlive(pid)));
});

test('what apt says is passed on, with the ways out', async (t) => {
  const failing = '#!/bin/sh\necho "E: The repository has no Release file." >&2\nexit 100\n';
  const options = await machine(t, { 'apt-get': failing });
  const error = await t.throwsAsync(valkeyFromBackports(options), { instanceOf: FalkorDBUnavailableError });
  t.regex(error.message, /bookworm-backports: apt-get failed: E: The repository has no Release file\./);
  t.regex(error.message, /docker compose up/);
});

test('another distribution is told so', async (t) => {
  const options = await machine(t);
  await writeFile(join(options.etc ?? '', 'os-release'), 'ID=fedora\nPRETTY_NAME="Fedora Linux 43"\n');
  const error = await t.throwsAsync(valkeyFromBackports(options), { instanceOf: FalkorDBUnavailableError });
  t.regex(error.message, /works on Debian only \(this is Fedora Linux 43\)/);
});

test('a machine whose sources do not serve its release is told so', async (t) => {
  const options = await machine(t);
  await writeFile(join(options.etc ?? '', 'apt/sources.list'), '');
  const error = await t.throwsAsync(valkeyFromBackports(options), { instanceOf: FalkorDBUnavailableError });
  t.regex(error.message, /None of the apt sources of this machine serves the suite "bookworm"/);
});
