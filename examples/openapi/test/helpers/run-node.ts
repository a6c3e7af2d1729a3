import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ExecutionContext } from 'ava';

/** How a program ended, and what it said on both streams. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A running program. */
export interface Running {
  /** Waits for something in its output. @throws Error with the output when it ends without. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** Asks it to end. @returns its exit code. */
  end(): Promise<number | null>;
}

function launch(args: readonly string[], cwd: string, variables: Readonly<Record<string, string>>): ChildProcess {
  const { FORCE_COLOR, BOOKSHOP_URL, BOOKSHOP_STAFF_TOKEN, PORT, ...inherited } = process.env;
  return spawn(process.execPath, args, { cwd, env: { ...inherited, NO_COLOR: '1', ...variables } });
}

/** Runs Node.js to its end. */
export async function runNode(args: readonly string[], cwd: string): Promise<Ended> {
  const child = launch(args, cwd, {});
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

/** Starts Node.js; what still runs after the test is ended. */
export function startNode(
  t: ExecutionContext,
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>>,
): Running {
  const child = launch(args, cwd, variables);
  const closed = once(child, 'close') as Promise<[number | null]>;
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk);
      for (const listener of listeners) listener();
    });
  }
  const end = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    const [code] = await closed;
    return code;
  };
  t.teardown(end);
  return {
    end,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output);
          if (found) resolve(found);
        };
        listeners.add(look);
        void closed.then(() => reject(new Error(`It ended: ${output}`)));
        look();
      }),
  };
}
