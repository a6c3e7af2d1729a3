import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const CLI = `${root}codegen/bin/generate-tools.js`;
const TSC = `${root}node_modules/typescript/bin/tsc`;

/** A command that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

function run(args: readonly string[], cwd: string): Promise<Ended> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr, seconds: (performance.now() - start) / 1000 }));
  });
}

/** Runs the built `generate-tools` as a process of its own. */
export function generateTools(args: readonly string[], cwd: string): Promise<Ended> {
  return run([CLI, ...args], cwd);
}

/** Runs `tsc -p .`. */
export function compile(cwd: string): Promise<Ended> {
  return run(['--max-old-space-size=6144', TSC, '-p', '.'], cwd);
}

/** Runs a TypeScript program of this folder. */
export function runProgram(name: string, args: readonly string[], cwd: string): Promise<Ended> {
  const program = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return run(['--import', import.meta.resolve('tsx'), program, ...args], cwd);
}
