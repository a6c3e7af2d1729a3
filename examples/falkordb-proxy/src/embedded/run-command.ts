import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command and everything it started. */
  readonly signal?: AbortSignal;
  /** Milliseconds. Default 10000. */
  readonly timeout?: number;
}

/** A command could not be started, ended with an error, or took too long. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

const maxOutput = 16_384;

/**
 * Runs a program to its end and answers its output.
 *
 * @throws CommandError with the last lines the program wrote; the signal's reason when it was aborted.
 */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { signal: outer, timeout = 10_000, ...where } = options;
  const limit = AbortSignal.timeout(timeout);
  const signal = outer ? AbortSignal.any([outer, limit]) : limit;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // A group of its own, so that what the program starts ends with it.
    const child = spawn(command, args, { ...where, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-maxOutput);
    };
    const abort = () => killGroup(child.pid, 'SIGTERM');
    signal.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (cause) => reject(new CommandError(`${command} could not be started.`, { cause })));
    child.on('close', (code) => {
      signal.removeEventListener('abort', abort);
      if (outer?.aborted) reject(outer.reason);
      else if (limit.aborted) reject(new CommandError(`${command} took longer than ${timeout} ms.`));
      else if (code === 0) resolve(output);
      else reject(new CommandError(`${command} failed: ${output.trim().split('\n').slice(-5).join('\n')}`));
    });
  });
}

/** Sends a signal to a process group; one that is already gone is fine. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
