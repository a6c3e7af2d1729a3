import { CommandError, runCommand } from './run-command.js';

/** A redis-compatible server on this machine. */
export interface ServerProgram {
  readonly path: string;
  /** Folder of the libraries that came with it; undefined when the system has them all. */
  readonly libraryPath?: string;
  /** Where it comes from, for people. */
  readonly origin: string;
}

/** What a server says it is. */
export interface ServerVersion {
  readonly name: 'redis' | 'valkey';
  readonly version: string;
}

/** Reads the answer to `--version`; undefined when it is neither redis nor valkey. */
export function parseVersion(text: string): ServerVersion | undefined {
  const [, name, version] = /^(Redis|Valkey) server v=(\d+\.\d+\.\d+)/m.exec(text) ?? [];
  if (name === undefined || version === undefined) return undefined;
  return { name: name === 'Redis' ? 'redis' : 'valkey', version };
}

/** FalkorDB 4.16 loads into redis 7.2 and later, and into valkey 8 and later. */
export function canHostFalkorDB({ name, version }: ServerVersion): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return name === 'valkey' ? major >= 8 : major > 7 || (major === 7 && minor >= 2);
}

/** Why a program cannot be the server, or undefined when it can. */
export async function whyUnfit(program: ServerProgram, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const env = environmentOf(program);
    const version = parseVersion(await runCommand(program.path, ['--version'], { env, ...(signal && { signal }) }));
    if (!version) return 'it is neither redis nor valkey';
    if (!canHostFalkorDB(version))
      return `it is ${version.name} ${version.version}; FalkorDB needs redis >= 7.2 or valkey >= 8`;
    return undefined;
  } catch (error) {
    if (error instanceof CommandError) return explain(error.message);
    throw error;
  }
}

function explain(output: string): string {
  const [symbols] = /GLIBC(?:XX)?_[\d.]+/.exec(output) ?? [];
  return symbols === undefined ? output : `it needs ${symbols}, which this system does not have`;
}

/** The environment a server runs in; `LD_LIBRARY_PATH` is set at start so that its folder can be moved. */
export function environmentOf({ libraryPath }: ServerProgram): NodeJS.ProcessEnv {
  return libraryPath === undefined ? process.env : { ...process.env, LD_LIBRARY_PATH: libraryPath };
}
