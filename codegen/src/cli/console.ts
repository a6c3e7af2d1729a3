import { createColors } from 'picocolors';

type Colors = ReturnType<typeof createColors>;

/** What a command writes to. */
export interface Console {
  readonly cwd: string;
  readonly colors: Colors;
  readonly errorColors: Colors;
  /** One or more lines for whoever asked: the result. */
  out(text: string): void;
  /** One or more lines for whoever watches: notes and progress. */
  error(text: string): void;
  /** What is being done now; shown on terminals only, and gone when it is done. */
  progress(step: string): void;
}

const CLEAR_LINE = '\r\u001B[K';

/** `NO_COLOR` and `FORCE_COLOR` win over what the stream is (no-color.org, force-color.org). */
function wantsColor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv, argv: readonly string[]): boolean {
  if (argv.includes('--no-color') || (env.NO_COLOR ?? '') !== '') return false;
  const forced = env.FORCE_COLOR ?? '';
  if (argv.includes('--color') || (forced !== '' && forced !== '0' && forced !== 'false')) return true;
  return stream.isTTY === true && env.TERM !== 'dumb' && forced === '';
}

/** The console of this process. With `quiet`, there is no progress. */
export function createConsole(argv: readonly string[], quiet: boolean): Console {
  const { stdout, stderr, env } = process;
  const live = stderr.isTTY === true && env.TERM !== 'dumb' && env.CI === undefined && !quiet;
  let shown = false;
  const clear = () => {
    if (shown) stderr.write(CLEAR_LINE);
    shown = false;
  };
  return {
    cwd: process.cwd(),
    colors: createColors(wantsColor(stdout, env, argv)),
    errorColors: createColors(wantsColor(stderr, env, argv)),
    out(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    error(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(step) {
      clear();
      if (!live) return;
      stderr.write(`${step.slice(0, Math.max(10, (stderr.columns ?? 80) - 3))} …`);
      shown = true;
    },
  };
}
