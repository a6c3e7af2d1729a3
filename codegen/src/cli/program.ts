import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { addSourceFlags, type GenerateFlags, gather } from './flags.js';
import { GENERATE_HELP, INIT_HELP, STATS_HELP } from './help.js';
import type { InitFlags } from './run-init.js';
import type { StatsFlags } from './run-stats.js';
import { FORMATS } from './starter.js';

/** What the commands do. */
export interface Actions {
  generate(source: string | undefined, flags: GenerateFlags): Promise<void>;
  init(flags: InitFlags): Promise<void>;
  stats(source: string | undefined, flags: StatsFlags): Promise<void>;
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null ? String(Reflect.get(manifest, 'version')) : '';
}

function wholeNumber(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function addGenerate(program: Command, actions: Actions): void {
  program
    .argument('[source]', 'endpoint map or OpenAPI document; default: what the config says')
    .option('-o, --out <path>', 'folder for the tools; with --from, the map to write')
    .option('--from <document>', 'OpenAPI document, file or URL, to import as an endpoint map')
    .option('--import-extension <ending>', 'ending of relative imports: .js, .ts or nothing (default: .js)')
    .addOption(
      new Option('--check', 'write nothing; exit 1 and tell the changes when the output is stale').conflicts([
        'watch',
        'dryRun',
        'force',
      ]),
    )
    .addOption(new Option('--dry-run', 'write nothing; list what would be written').conflicts(['watch']))
    .option('-w, --watch', 'generate again at every change of the sources')
    .option('--force', 'overwrite what is in the way: files of others, and edits in an imported map')
    .option(
      '--take <place>',
      'give up the edits of a map at this place, such as endpoints.get_order (repeatable)',
      gather,
    );
  addSourceFlags(program)
    .addHelpText('after', GENERATE_HELP)
    .action((source: string | undefined, flags: GenerateFlags) => actions.generate(source, flags));
}

function addInit(program: Command, actions: Actions): void {
  program
    .command('init')
    .description('write a starter config and map into this folder')
    .addOption(new Option('--format <format>', 'what to write the map in').choices([...FORMATS]).default('ts'))
    .option('--json', 'print one JSON document for machines, and nothing else')
    .addHelpText('after', INIT_HELP)
    .action((flags: InitFlags) => actions.init(flags));
}

function addStats(program: Command, actions: Actions): void {
  const command = program
    .command('stats')
    .description('weigh the tools: bytes and estimated tokens, the heaviest first, with advice')
    .argument('[source]', 'endpoint map or OpenAPI document; default: what the config says')
    .option('--top <n>', 'how many tools to list', wholeNumber, 10);
  addSourceFlags(command)
    .addHelpText('after', STATS_HELP)
    .action((source: string | undefined, flags: StatsFlags) => actions.stats(source, flags));
}

/** The command line, as yet unread. Wrong usage throws a `CommanderError` instead of ending the process. */
export function createProgram(actions: Actions): Command {
  const program = new Command('generate-tools')
    .description('MCP tools as TypeScript, from a declarative map of a REST API or an OpenAPI document.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride();
  addGenerate(program, actions);
  addInit(program, actions);
  addStats(program, actions);
  return program;
}
