import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FalkorDBUnavailableError } from './errors.js';
import { type FolderLock, lockFolder } from './folder-lock.js';
import type { FalkorDBPrograms } from './provision.js';
import { environmentOf } from './server-program.js';
import { type Supervised, startSupervised } from './supervised.js';

/** Where a FalkorDB listens. */
export type FalkorDBAddress = { readonly path: string } | { readonly host: string; readonly port: number };

export interface FalkorDBServerOptions {
  /** Where the graphs are kept, made when missing. Default: a temporary folder, empty, deleted at the end. */
  readonly dataDir?: string;
  /** A port on 127.0.0.1 for other programs to use. Default: none; a socket that only this user can open. */
  readonly port?: number;
  /** Milliseconds after which FalkorDB gives a query up and rolls it back; 0 is never. Default 30000. */
  readonly queryTimeout?: number;
  /** Ends the start cleanly. */
  readonly signal?: AbortSignal;
}

/** A running FalkorDB, on this machine only. It ends with this process, also when this process is killed. */
export interface FalkorDBServer {
  readonly address: FalkorDBAddress;
  /** Process group of the server. */
  readonly pid: number;
  /** Settles when the server has ended, asked to or not. */
  readonly ended: Promise<unknown>;
  /** Writes the graphs to the data folder and ends; leaves no process, port or temporary file. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts FalkorDB and waits until it answers.
 *
 * @throws FalkorDBUnavailableError with what the server wrote, when it does not come up within 20 s.
 */
export async function startFalkorDB(
  programs: FalkorDBPrograms,
  options: FalkorDBServerOptions = {},
): Promise<FalkorDBServer> {
  options.signal?.throwIfAborted();
  // Private (mode 0700), and short: the path of a socket has at most 108 bytes.
  const scratch = await mkdtemp(join(tmpdir(), 'falkordb-'));
  const clean = () => rm(scratch, { recursive: true, force: true });
  try {
    return await startIn(scratch, clean, programs, options);
  } catch (error) {
    await clean();
    throw error;
  }
}

async function startIn(
  scratch: string,
  clean: () => Promise<void>,
  programs: FalkorDBPrograms,
  options: FalkorDBServerOptions,
): Promise<FalkorDBServer> {
  const dataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir);
  const lock = dataDir === undefined ? undefined : await takeFolder(dataDir);
  const socket = join(scratch, 'falkordb.sock');
  try {
    const server = await launch(programs, serverArguments(programs.module, socket, dataDir ?? scratch, options), {
      ...(lock && { lock }),
      socket,
      ...(options.signal && { signal: options.signal }),
    });
    const ended = server.ended.then(async () => {
      await lock?.release();
      await clean();
    });
    return {
      address: options.port === undefined ? { path: socket } : { host: '127.0.0.1', port: options.port },
      pid: server.pid,
      ended,
      stop: () => server.stop().then(() => ended),
    };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

async function takeFolder(dataDir: string): Promise<FolderLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return lockFolder(dataDir);
}

function serverArguments(
  module: string,
  socket: string,
  folder: string,
  { dataDir, port, queryTimeout = 30_000 }: FalkorDBServerOptions,
): string[] {
  const listen = [
    '--bind',
    '127.0.0.1',
    '--port',
    String(port ?? 0),
    '--unixsocket',
    socket,
    '--unixsocketperm',
    '700',
  ];
  const keep = dataDir === undefined ? ['--save', '', '--appendonly', 'no'] : ['--save', '', '--appendonly', 'yes'];
  const limits = queryTimeout > 0 ? ['TIMEOUT_MAX', String(queryTimeout), 'TIMEOUT_DEFAULT', String(queryTimeout)] : [];
  return [...listen, ...keep, '--dir', folder, '--loadmodule', module, ...limits];
}

async function launch(
  { server }: FalkorDBPrograms,
  args: readonly string[],
  { lock, socket, signal }: { lock?: FolderLock; socket: string; signal?: AbortSignal },
): Promise<Supervised> {
  const running = await startSupervised(server.path, args, dirname(socket), environmentOf(server));
  try {
    // The lock follows the server rather than this process: the server may still be writing when this one is gone.
    await lock?.belongsTo(running.pid);
    await untilReady(socket, running, server.origin, signal);
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

const startTimeout = 20_000;

async function untilReady(
  socket: string,
  running: Supervised,
  origin: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  let over = false;
  void running.ended.then(() => {
    over = true;
  });
  const deadline = Date.now() + startTimeout;
  while (!(await answersPing(socket))) {
    signal?.throwIfAborted();
    if (over)
      throw new FalkorDBUnavailableError(
        `FalkorDB ended while it was starting on ${origin}:\n${lastLines(running.log())}`,
      );
    if (Date.now() > deadline) {
      throw new FalkorDBUnavailableError(
        `FalkorDB was not ready after 20 s on ${origin}:\n${lastLines(running.log())}`,
      );
    }
    await delay(10);
  }
}

function lastLines(log: string): string {
  return log
    .trim()
    .split('\n')
    .slice(-6)
    .map((line) => `  | ${line}`)
    .join('\n');
}

/** While data is being loaded the answer is an error, so that `+PONG` means ready. */
async function answersPing(path: string): Promise<boolean> {
  const socket = connect({ path });
  socket.setTimeout(1_000, () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const [answer] = await once(socket, 'data');
    return String(answer).startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
