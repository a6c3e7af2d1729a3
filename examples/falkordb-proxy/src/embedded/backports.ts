import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type AptSourceFile, type AptSources, deriveBackports } from './apt-sources.js';
import { FalkorDBUnavailableError } from './errors.js';
import { parseRelease } from './os-release.js';
import { runCommand } from './run-command.js';
import type { ServerProgram } from './server-program.js';

export interface BackportsOptions {
  /** Where prepared servers are kept. */
  readonly cacheDir: string;
  readonly progress: (line: string) => void;
  /** Environment of the commands. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder of `os-release` and `apt`. Default `/etc`. */
  readonly etc?: string;
  readonly signal?: AbortSignal;
  /** Proves that the unpacked server works, before it is kept; throws when it does not. */
  readonly verify: (server: ServerProgram) => Promise<void>;
}

const packages = ['valkey-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

/**
 * A valkey 8 server from Debian's backports, unpacked below the cache folder: no rights needed, nothing
 * installed. The machine's own apt sources, proxies and keys are used, through a private configuration.
 *
 * @throws FalkorDBUnavailableError when this is not a Debian with apt, or its archive has no such backports.
 */
export async function valkeyFromBackports(options: BackportsOptions): Promise<ServerProgram> {
  const codename = await debianCodename(options.etc ?? '/etc');
  const home = join(options.cacheDir, `valkey-8-debian-${codename}-x64`);
  if (await isDirectory(home)) return programIn(home);
  await mkdir(options.cacheDir, { recursive: true, mode: 0o700 });
  const work = await mkdtemp(`${home}.partial-`);
  try {
    await prepare(work, codename, options);
    await options.verify(programIn(work));
    await keep(work, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return programIn(home);
}

function programIn(home: string): ServerProgram {
  return {
    path: join(home, 'root/usr/bin/valkey-server'),
    libraryPath: join(home, 'root/usr/lib/x86_64-linux-gnu'),
    origin: `valkey from Debian backports, in ${home}`,
  };
}

async function isDirectory(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    () => false,
  );
}

async function debianCodename(etc: string): Promise<string> {
  const release = parseRelease(await readFile(join(etc, 'os-release'), 'utf8').catch(() => ''));
  if (release.ID === 'debian' && release.VERSION_CODENAME) return release.VERSION_CODENAME;
  throw new FalkorDBUnavailableError(
    `No redis >= 7.2 or valkey >= 8 was found, and fetching one works on Debian only (this is ${release.PRETTY_NAME ?? 'another system'}).`,
  );
}

async function prepare(work: string, codename: string, options: BackportsOptions): Promise<void> {
  const { progress, signal, etc = '/etc' } = options;
  const sources = deriveBackports(await readSourceFiles(join(etc, 'apt')), codename);
  if (!sources) {
    throw new FalkorDBUnavailableError(`None of the apt sources of this machine serves the suite "${codename}".`);
  }
  const env = { ...options.env, APT_CONFIG: await writeAptConfig(work, sources), LC_ALL: 'C' };
  const apt = (args: string[], cwd: string) =>
    runCommand('apt-get', ['-q', ...args], { env, cwd, timeout: 300_000, ...(signal && { signal }) });
  try {
    progress(`reading the package lists of ${codename}-backports (about 9 MB)`);
    await apt(['update'], work);
    progress('fetching valkey 8 (1.4 MB)');
    const downloads = join(work, 'downloads');
    await mkdir(downloads);
    await apt(['download', ...packages], downloads);
    await unpack(work, downloads, options);
  } catch (error) {
    signal?.throwIfAborted();
    throw new FalkorDBUnavailableError(`valkey could not be fetched from ${codename}-backports: ${said(error)}`, {
      cause: error,
    });
  }
  await Promise.all(
    ['state', 'cache', 'downloads', 'apt.conf', sources.fileName].map((name) =>
      rm(join(work, name), { recursive: true }),
    ),
  );
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function readSourceFiles(apt: string): Promise<AptSourceFile[]> {
  const parts = join(apt, 'sources.list.d');
  const names = await readdir(parts).catch(() => []);
  const paths = [...names.sort().map((name) => join(parts, name)), join(apt, 'sources.list')];
  return Promise.all(
    paths.map(async (path) => ({ name: basename(path), text: await readFile(path, 'utf8').catch(() => '') })),
  );
}

/** Only these entries are replaced, so that the machine's own proxies, credentials and certificates stay in force. */
async function writeAptConfig(work: string, sources: AptSources): Promise<string> {
  const list = join(work, sources.fileName);
  await mkdir(join(work, 'state/lists/partial'), { recursive: true });
  await mkdir(join(work, 'cache/archives/partial'), { recursive: true });
  await writeFile(join(work, 'state/status'), '');
  await writeFile(list, sources.text);
  const entries = {
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '-',
    'Dir::State': join(work, 'state'),
    'Dir::State::status': join(work, 'state/status'),
    'Dir::Cache': join(work, 'cache'),
    'Acquire::Languages': 'none',
    ...(process.getuid?.() === 0 && { 'APT::Sandbox::User': 'root' }),
  };
  const path = join(work, 'apt.conf');
  await writeFile(
    path,
    Object.entries(entries)
      .map(([name, value]) => `${name} "${value}";\n`)
      .join(''),
  );
  return path;
}

async function unpack(work: string, downloads: string, { env, signal }: BackportsOptions): Promise<void> {
  const options = { env, timeout: 60_000, ...(signal && { signal }) };
  const root = join(work, 'root');
  await mkdir(root);
  for (const name of await readdir(downloads)) {
    await runCommand('dpkg-deb', ['-x', join(downloads, name), root], options);
  }
  // One program under several names: it looks at its own name to know what to be.
  await symlink('valkey-check-rdb', join(root, 'usr/bin/valkey-server'));
}

/** Moves the finished folder to its place; another run may have been first, and its folder is as good. */
async function keep(work: string, home: string): Promise<void> {
  try {
    await rename(work, home);
  } catch (error) {
    if (!(await isDirectory(home))) throw error;
  }
  await removeAbandoned(dirname(home), `${basename(home)}.partial-`);
}

const hour = 3_600_000;

/** Removes what runs that were killed have left; a younger folder may belong to a run that is still at work. */
async function removeAbandoned(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(folder, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > hour) await rm(path, { recursive: true, force: true });
  }
}
