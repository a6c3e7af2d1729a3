import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'codegen/src/cli.ts');

/** How a run of the command line ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder below the repository, so that `mcp-rest-proxy` resolves, and the command line in it. */
export interface TestProject {
  readonly folder: string;
  write(name: string, text: string): Promise<void>;
  read(name: string): Promise<string>;
  /** Every file, sorted, with `/`. */
  list(below?: string): Promise<string[]>;
  modified(name: string): Promise<number>;
  /** Runs `generate-tools` as a process of its own. */
  run(...args: readonly string[]): Promise<Run>;
  start(...args: readonly string[]): ChildProcessWithoutNullStreams;
}

/** Starts an empty project, which is removed after the test. */
export async function startProject(t: ExecutionContext, files: Record<string, string> = {}): Promise<TestProject> {
  const parent = join(root, 'test/.tmp');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'project-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  const start = (...args: readonly string[]) => {
    const { NO_COLOR, FORCE_COLOR, ...env } = process.env;
    return spawn(process.execPath, ['--import', 'tsx', cli, ...args], { cwd: folder, env });
  };
  await write('package.json', '{ "type": "module" }\n');
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return {
    folder,
    write,
    start,
    read: (name) => readFile(join(folder, name), 'utf8'),
    async list(below = '.') {
      const entries = await readdir(join(folder, below), { recursive: true, withFileTypes: true });
      const base = join(folder, below);
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(base.length + 1)
            .replaceAll('\\', '/'),
        )
        .sort();
    },
    modified: async (name) => (await stat(join(folder, name))).mtimeMs,
    run: (...args) =>
      new Promise((resolve, reject) => {
        const child = start(...args);
        let [stdout, stderr] = ['', ''];
        child.stdout.on('data', (chunk) => (stdout += String(chunk)));
        child.stderr.on('data', (chunk) => (stderr += String(chunk)));
        child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
      }),
  };
}
