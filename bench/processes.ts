import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface BackendProcess {
  readonly url: string;
  readonly apiKey: string;
  stop(): Promise<void>;
}

export interface ProxyProcess {
  readonly origin: string;
  /** Resident memory, in bytes. */
  memory(): number;
  stop(): Promise<void>;
}

/** FalkorDB and the reference backend, apart from the process that measures. */
export async function startBackendProcess(): Promise<BackendProcess> {
  const child = fork(fileURLToPath(new URL('./backend-process.ts', import.meta.url)), { execArgv: ['--import=tsx'] });
  const [message] = (await once(child, 'message')) as [{ url: string; apiKey: string }];
  return {
    ...message,
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** As the container passes them, with `--small`; none, as `npm start`, without. */
const FLAGS = process.argv.includes('--small') ? ['--optimize-for-size', '--max-semi-space-size=4'] : [];

/** The flagship as an operator runs it: its built files, in a process of its own. */
export async function startProxyProcess(backend: BackendProcess): Promise<ProxyProcess> {
  const program = fileURLToPath(new URL('../examples/falkordb-proxy/dist/start.js', import.meta.url));
  const env = {
    FALKORDB_MCPSERVER_URL: backend.url,
    BACKEND_API_KEY: backend.apiKey,
    PROXY_PORT: '0',
    LOG_LEVEL: 'error',
  };
  const child = spawn(process.execPath, [...FLAGS, program], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const origin = await originIn(child);
  return {
    origin,
    memory: () => residentMemory(child),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function originIn(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The proxy has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (origin) {
      child.stdout.resume();
      return origin;
    }
  }
  throw new Error('The proxy has not started');
}

function residentMemory({ pid }: ChildProcess): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
