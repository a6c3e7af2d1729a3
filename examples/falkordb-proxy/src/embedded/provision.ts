import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { valkeyFromBackports } from './backports.js';
import { FalkorDBUnavailableError } from './errors.js';
import { type ServerProgram, whyUnfit } from './server-program.js';

/** A server and the FalkorDB module for it. */
export interface FalkorDBPrograms {
  readonly server: ServerProgram;
  /** Absolute path of `falkordb.so`. */
  readonly module: string;
}

export interface ProvisionOptions {
  /** Default `process.env`. Read: `FALKORDB_SERVER`, `FALKORDB_MODULE`, `FALKORDB_CACHE_DIR`, `XDG_CACHE_HOME`, `PATH`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Told what is going on, one line at a time. Default: nobody is. */
  readonly progress?: (line: string) => void;
  /** Ends the preparation cleanly; nothing half-done stays behind. */
  readonly signal?: AbortSignal;
  /** Proves that server and module work together, before a fetched server is kept. Default: nothing is proved. */
  readonly verify?: (programs: FalkorDBPrograms) => Promise<void>;
}

/**
 * Finds, or prepares once and keeps, what a FalkorDB needs: no root rights, nothing installed into the system.
 * Servers are tried in this order: `FALKORDB_SERVER`; redis >= 7.2 or valkey >= 8 in `PATH`; the redis that
 * comes with the npm package of the module; valkey from Debian's backports.
 *
 * @throws FalkorDBUnavailableError with the ways out.
 */
export async function provisionFalkorDB(options: ProvisionOptions = {}): Promise<FalkorDBPrograms> {
  const { env = process.env, progress = () => {}, signal, verify = async () => {} } = options;
  signal?.throwIfAborted();
  const module = await findModule(env);
  const named = env.FALKORDB_SERVER;
  if (named) return { server: await namedServer(named, signal), module };
  const passedOver: string[] = [];
  for (const server of await installedServers(env)) {
    const reason = await whyUnfit(server, signal);
    if (reason === undefined) return { server, module };
    passedOver.push(`passing over ${server.origin}: ${reason}`);
  }
  const server = await valkeyFromBackports({
    cacheDir: cacheDirectory(env),
    env,
    progress: (line) => {
      // Said only when something is being prepared; a kept server is taken without a word.
      for (const passed of passedOver.splice(0)) progress(passed);
      progress(line);
    },
    ...(signal && { signal }),
    verify: (server) => verify({ server, module }),
  });
  return { server, module };
}

/** `FALKORDB_CACHE_DIR`, else `mcp-rest-proxy` in the user's cache folder (XDG Base Directory Specification). */
export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  return env.FALKORDB_CACHE_DIR || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mcp-rest-proxy');
}

async function namedServer(path: string, signal: AbortSignal | undefined): Promise<ServerProgram> {
  const server = { path, origin: `FALKORDB_SERVER (${path})` };
  const reason = await whyUnfit(server, signal);
  if (reason === undefined) return server;
  throw new FalkorDBUnavailableError(`FALKORDB_SERVER names ${path}, which cannot be used: ${reason}`);
}

async function findModule(env: NodeJS.ProcessEnv): Promise<string> {
  const named = env.FALKORDB_MODULE;
  const module = named || packagedFile('falkordb.so');
  if (!module) {
    throw new FalkorDBUnavailableError(
      process.platform === 'linux' && process.arch === 'x64'
        ? `The optional npm package ${packageName}, which brings the FalkorDB module, is not installed.`
        : `There is no ready-made FalkorDB module for ${process.platform}-${process.arch}.`,
    );
  }
  if (await isExecutable(module)) return module;
  throw new FalkorDBUnavailableError(`The FalkorDB module ${module} is missing, or has no execute permission.`);
}

async function installedServers(env: NodeJS.ProcessEnv): Promise<ServerProgram[]> {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const inPath = ['valkey-server', 'redis-server'].flatMap((name) => folders.map((folder) => join(folder, name)));
  const packaged = packagedFile('redis-server');
  const candidates = [
    ...inPath.map((path) => ({ path, origin: path })),
    ...(packaged ? [{ path: packaged, origin: `redis from ${packageName}` }] : []),
  ];
  const usable = await Promise.all(candidates.map(({ path }) => isExecutable(path)));
  return candidates.filter((_, index) => usable[index]);
}

const packageName = '@falkordblite/linux-x64';

function packagedFile(name: string): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return join(dirname(manifest), 'bin', name);
  } catch {
    return undefined;
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
