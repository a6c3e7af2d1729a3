import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One process from its start to its end. */
export interface Measured {
  readonly ok: boolean;
  readonly seconds: number;
  /** Seconds of processor time, which a busy machine does not stretch as it does the other. */
  readonly cpu: number;
  /** Peak resident memory, in bytes. */
  readonly memory: number;
  readonly stdout: string;
  /** Why it failed, in a line. */
  readonly reason: string;
}

export interface MeasureOptions {
  readonly cwd: string;
  /** Milliseconds after which it is stopped. Default 300000. */
  readonly limit?: number;
  /** The Node to run. Default: this one. */
  readonly node?: string;
  /** Megabytes of heap. Default: what Node takes. */
  readonly heap?: number;
}

const probe = fileURLToPath(new URL('./usage-probe.mjs', import.meta.url));
let count = 0;

function usageIn(file: string): { readonly cpu: number; readonly memory: number } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { cpu: number; memory: number };
  } catch {
    return { cpu: Number.NaN, memory: Number.NaN };
  }
}

/** The first line that speaks of an error, else the last. */
function tellingLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return (lines.find((line) => /error|cannot|fail/i.test(line)) ?? lines.at(-1) ?? '').slice(0, 160);
}

/** Runs Node with these arguments, and waits for its end; a failure is a result. */
export async function measure(args: readonly string[], options: MeasureOptions): Promise<Measured> {
  const { cwd, limit = 300_000, node = process.execPath, heap } = options;
  count += 1;
  const usage = join(tmpdir(), `bench-generator-${process.pid}-${count}.json`);
  const flags = ['--import', probe, ...(heap === undefined ? [] : [`--max-old-space-size=${heap}`])];
  const env = { ...process.env, BENCH_USAGE_FILE: usage };
  const start = performance.now();
  const child = spawn(node, [...flags, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let stopped = false;
  const timer = setTimeout(() => {
    stopped = true;
    child.kill('SIGKILL');
  }, limit);
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', ({ message }) => (stderr += message)).on('close', resolve);
  });
  clearTimeout(timer);
  const seconds = (performance.now() - start) / 1000;
  const reason = stopped
    ? `stopped after ${limit / 1000} s`
    : code === 0
      ? ''
      : tellingLine(stderr) || tellingLine(stdout);
  return { ok: code === 0, seconds, ...usageIn(usage), stdout, reason };
}
