import { type Command, CommanderError } from 'commander';
import { GenerateError } from '../notes.js';
import { createConsole } from './console.js';
import { EXIT } from './exit-codes.js';
import { tellFailure } from './fail.js';
import { createProgram } from './program.js';

function usageError(error: CommanderError): GenerateError {
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const fix = suggestion?.replace(/^\((.*)\)$/, '$1') ?? 'See: generate-tools --help';
  const note = {
    code: 'usage-invalid',
    severity: 'error',
    place: 'command line',
    message: `${message.replace(/\.?$/, '.')}`,
    fix,
  } as const;
  return new GenerateError('This cannot be done', [note]);
}

/** Commander prints help and versions; mistakes are told our way. */
function muteErrors(program: Command): void {
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeErr: () => undefined }).exitOverride();
}

function commandIn(argv: readonly string[]): 'generate' | 'init' | 'stats' {
  const [first] = argv;
  return first === 'init' || first === 'stats' ? first : 'generate';
}

/** Runs one command line, without the program's name. @returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  const console = createConsole(argv, json);
  let exitCode: number = EXIT.ok;
  const program = createProgram({
    async generate(source, flags) {
      // Loaded with the command that needs it: help does not wait for a compiler.
      const { runOnce } = await import('./run-generate.js');
      const { isOneRun, reportFiles, runWatch } = await import('./run-watch.js');
      if (flags.watch && !isOneRun()) exitCode = await runWatch(source, flags, argv, console);
      else {
        const outcome = await runOnce(source, flags, console);
        exitCode = outcome.exitCode;
        if (isOneRun()) reportFiles(outcome.files);
      }
    },
    async init(flags) {
      const { runInit } = await import('./run-init.js');
      exitCode = await runInit(flags, console);
    },
    async stats(source, flags) {
      const { runStats } = await import('./run-stats.js');
      exitCode = await runStats(source, flags, console);
    },
  });
  muteErrors(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    return tellFailure(error instanceof CommanderError ? usageError(error) : error, commandIn(argv), json, console);
  }
}
