import { type Command, InvalidArgumentError, Option } from 'commander';
import { PRESETS } from '../config/fields.js';
import type { Preset } from '../openapi/import-options.js';

/** Flags that choose and read a source. */
export interface SourceFlags {
  readonly config?: string;
  readonly from?: string;
  readonly export?: string;
  readonly includeTag?: readonly string[];
  readonly includePath?: readonly string[];
  readonly includeMethod?: readonly string[];
  readonly includeOperation?: readonly string[];
  readonly excludeTag?: readonly string[];
  readonly excludePath?: readonly string[];
  readonly excludeMethod?: readonly string[];
  readonly excludeOperation?: readonly string[];
  readonly preset?: readonly Preset[];
  readonly naming?: 'operationId' | 'path';
  readonly scopes?: boolean;
  /** `--no-responses`. */
  readonly responses: boolean;
  readonly maxDescription?: number;
  readonly maxSchemaSize?: number;
  readonly allowOutsideFiles?: boolean;
  readonly outputMismatch?: 'error' | 'warn';
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** Flags of the main command. */
export interface GenerateFlags extends SourceFlags {
  readonly out?: string;
  readonly importExtension?: '.js' | '.ts' | '';
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  readonly force?: boolean;
  readonly take?: readonly string[];
}

/** Takes one more value each time a flag is given. */
export function gather(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function wholeNumber(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

/** `--preset a,b` and `--preset a --preset b` are the same. */
function gatherPresets(value: string, earlier: readonly string[] = []): readonly string[] {
  const wrong = value.split(',').find((name) => !PRESETS.some((preset) => preset === name));
  if (wrong !== undefined) throw new InvalidArgumentError(`Allowed choices are ${PRESETS.join(', ')}.`);
  return [...earlier, ...value.split(',')];
}

function addFilters(command: Command): void {
  const kinds = {
    tag: 'tag',
    path: 'path, as a glob: /orders/**',
    method: 'method',
    operation: 'operationId or tool name',
  };
  for (const [kind, what] of Object.entries(kinds)) {
    command.option(`--include-${kind} <${kind}>`, `take only operations with this ${what} (repeatable)`, gather);
  }
  for (const [kind, what] of Object.entries(kinds)) {
    command.option(`--exclude-${kind} <${kind}>`, `leave out operations with this ${what} (repeatable)`, gather);
  }
}

/** Adds the flags that choose and read a source. */
export function addSourceFlags(command: Command): Command {
  command.option(
    '-c, --config <file>',
    'config file (default: generate-tools.config.{ts,mts,js,mjs,json} in this folder)',
  );
  command.option('--export <name>', 'export of the module that is the map');
  command.optionsGroup('OpenAPI documents:');
  addFilters(command);
  command.option('--preset <name>', `ready-made selection: ${PRESETS.join(', ')} (repeatable)`, gatherPresets);
  command.addOption(
    new Option('--naming <rule>', 'tool names from operationId or path').choices(['operationId', 'path']),
  );
  command.option('--scopes', 'take tool scopes from OAuth security requirements');
  command.option('--no-responses', 'leave response schemas out');
  command.option('--max-description <n>', 'longest tool description, in characters (1000)', wholeNumber);
  command.option('--max-schema-size <n>', 'longest schema of a tool, in characters of JSON (16000)', wholeNumber);
  command.option('--allow-outside-files', 'let $ref name files outside the folder of the document');
  command.optionsGroup('Options:');
  command.addOption(
    new Option('--output-mismatch <what>', 'when an answer does not fit its schema').choices(['error', 'warn']),
  );
  command.option('--strict', 'make every warning an error');
  command.option('--json', 'print one JSON document for machines, and nothing else');
  command.addOption(new Option('--color', 'colours even if this is no terminal').hideHelp());
  return command.addOption(new Option('--no-color', 'no colours').hideHelp());
}
