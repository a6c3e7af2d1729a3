import type { OpenApiOptions, Target } from '../config/config.js';
import { findConfig, loadConfig } from '../config/load-config.js';
import { type ResolvedTarget, resolveConfig } from '../config/resolve-config.js';
import { GenerateError, type Note } from '../notes.js';
import type { Filter } from '../openapi/import-options.js';
import type { GenerateFlags, SourceFlags } from './flags.js';

/** What a command works on. */
export interface GivenTargets {
  readonly targets: readonly ResolvedTarget[];
  /** Config files that were read. Absolute paths. */
  readonly files: readonly string[];
}

const COMMAND_LINE = 'command line';

type Lists = readonly (readonly [keyof Filter, readonly string[] | undefined])[];

function filterOf(lists: Lists): Filter | undefined {
  const given = lists.filter(([, list]) => list !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Value]?: Exclude<Value[Key], undefined> };
}

function openApiOptions(flags: SourceFlags): OpenApiOptions {
  return withoutUndefined({
    include: filterOf([
      ['tags', flags.includeTag],
      ['paths', flags.includePath],
      ['methods', flags.includeMethod],
      ['operations', flags.includeOperation],
    ]),
    exclude: filterOf([
      ['tags', flags.excludeTag],
      ['paths', flags.excludePath],
      ['methods', flags.excludeMethod],
      ['operations', flags.excludeOperation],
    ]),
    preset: flags.preset,
    naming: flags.naming,
    scopes: flags.scopes,
    responses: flags.responses ? undefined : false,
    maxDescription: flags.maxDescription,
    maxSchemaSize: flags.maxSchemaSize,
    allowOutsideFiles: flags.allowOutsideFiles,
  });
}

function misuse(message: string, fix: string): GenerateError {
  const note: Note = { code: 'usage-invalid', severity: 'error', place: COMMAND_LINE, message, fix };
  return new GenerateError('This cannot be done', [note]);
}

function flagName(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Mistakes in a target that was put together from the command line, told by the flags they are in. */
function asUsage(error: GenerateError): GenerateError {
  const notes = error.notes.map((note): Note => {
    const option = note.place.startsWith(`${COMMAND_LINE}.`) ? note.place.slice(COMMAND_LINE.length + 1) : undefined;
    const place = option === undefined || option === 'source' ? (option ?? note.place) : flagName(option);
    return { ...note, code: 'usage-invalid', place };
  });
  return new GenerateError('This cannot be done', notes, { cause: error });
}

function resolveFlags(target: Target, cwd: string): readonly ResolvedTarget[] {
  try {
    return resolveConfig(target, cwd, COMMAND_LINE);
  } catch (error) {
    throw error instanceof GenerateError ? asUsage(error) : error;
  }
}

/** Flags that say what a target is; with a config, they stand there. */
function targetFlags(flags: GenerateFlags): string[] {
  const given = withoutUndefined({
    ...openApiOptions(flags),
    out: flags.out,
    export: flags.export,
    outputMismatch: flags.outputMismatch,
    importExtension: flags.importExtension,
  });
  return Object.keys(given).map(flagName);
}

function targetOf(source: string | undefined, out: string, flags: GenerateFlags): Target {
  const openapi = openApiOptions(flags);
  if (source === undefined) return { from: flags.from ?? '', out, ...openapi };
  const { export: name, outputMismatch, importExtension } = flags;
  return { source, out, ...withoutUndefined({ export: name, outputMismatch, importExtension }), ...openapi };
}

/**
 * Works out the targets from the command line, or from the config when it names no source.
 *
 * @param out In place of `--out`, for commands that write nothing.
 * @throws GenerateError `usage-invalid`, or one about the config.
 */
export async function findTargets(
  source: string | undefined,
  flags: GenerateFlags,
  cwd: string,
  out: string | undefined = flags.out,
): Promise<GivenTargets> {
  if (source !== undefined && flags.from !== undefined) {
    throw misuse('names both a source and --from.', 'Leave one of them out.');
  }
  if (source === undefined && flags.from === undefined) {
    const extra = targetFlags(flags);
    if (extra.length > 0 && flags.out === undefined) {
      throw misuse(
        `gives options without a source: ${extra.join(', ')}.`,
        'Put them into the config, or name a source.',
      );
    }
    if (flags.out !== undefined)
      throw misuse('has --out, but no source.', 'Name one: generate-tools endpoints.ts --out src/generated');
    return loadConfig(findConfig(cwd, flags.config), cwd);
  }
  if (flags.config !== undefined) throw misuse('names both a source and --config.', 'Leave one of them out.');
  if (out === undefined) {
    const example = source === undefined ? `--from ${flags.from} --out endpoints.ts` : `${source} --out src/generated`;
    throw misuse('does not say where to write.', `Add --out: generate-tools ${example}`);
  }
  return { targets: resolveFlags(targetOf(source, out, flags), cwd), files: [] };
}
