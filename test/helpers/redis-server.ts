import { mkdtemp } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { provisionFalkorDB } from '../../examples/falkordb-proxy/src/embedded/provision.js';
import { environmentOf } from '../../examples/falkordb-proxy/src/embedded/server-program.js';
import { startSupervised } from '../../examples/falkordb-proxy/src/embedded/supervised.js';

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write('PING\r\n'));
    const done = (good: boolean): void => {
      socket.destroy();
      resolve(good);
    };
    socket.once('data', (data) => done(String(data).startsWith('+PONG')));
    socket.once('error', () => done(false));
    socket.setTimeout(500, () => done(false));
  });
}

/** A real Redis or Valkey without any module, empty, on a port of 127.0.0.1. @param at a port to use again. */
export async function startRedis(at?: number): Promise<RedisServer> {
  const { server } = await provisionFalkorDB();
  const port = at ?? (await freePort());
  const scratch = await mkdtemp(join(tmpdir(), 'redis-'));
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', scratch];
  const running = await startSupervised(server.path, args, scratch, environmentOf(server));
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries > 500) throw new Error(`The server does not answer: ${running.log()}`);
    await delay(20);
  }
  return { port, url: `redis://127.0.0.1:${port}`, stop: () => running.stop() };
}

export interface FaultyLine {
  readonly url: string;
  /** Cuts every connection and takes no new ones. */
  cut(): void;
  /** Takes connections again. */
  mend(): void;
  /** Holds back what the server answers, in milliseconds. */
  slow(milliseconds: number): void;
  /** Answers every command of this name with an error of the server's own. */
  refuse(command: string | undefined, error?: string): void;
  close(): Promise<void>;
}

/** A TCP proxy in front of a server, for the faults of networks and failovers. */
export async function faultyLine(target: number): Promise<FaultyLine> {
  const sockets = new Set<Socket>();
  let open = true;
  let wait = 0;
  let refused: RegExp | undefined;
  let refusal = '';
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  };
  const server = createServer((client) => {
    track(client);
    if (!open) return void client.resetAndDestroy();
    const upstream = connect({ host: '127.0.0.1', port: target });
    track(upstream);
    client.on('data', (data) => {
      if (refused?.test(data.toString('latin1')) === true) client.write(`-${refusal}\r\n`);
      else upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (wait === 0) client.write(data);
      else setTimeout(() => client.writable && client.write(data), wait);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `redis://127.0.0.1:${port}`,
    cut() {
      open = false;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    mend() {
      open = true;
    },
    slow(milliseconds) {
      wait = milliseconds;
    },
    refuse(command, error = 'ERR refused') {
      refused = command === undefined ? undefined : new RegExp(`\\r\\n${command}\\r\\n`, 'i');
      refusal = error;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
