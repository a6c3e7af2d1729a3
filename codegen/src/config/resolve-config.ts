import { resolve } from 'node:path';
import { isPlainObject } from 'mcp-rest-proxy/codegen';
import { GenerateError, type Note } from '../notes.js';
import { displayPath, isUrl } from '../source/location.js';
import type { GenerateConfig, MapTarget, OpenApiOptions, Target, ToolsTarget } from './config.js';
import { checkTarget } from './fields.js';

/** A target with absolute places. */
export type ResolvedTarget = ResolvedTools | ResolvedMap;

interface Resolved {
  /** Absolute path. */
  readonly out: string;
  readonly openapi: OpenApiOptions;
}

export interface ResolvedTools extends Resolved {
  readonly kind: 'tools';
  /** Absolute path, or URL. */
  readonly source: string;
  readonly export: string | undefined;
  readonly outputMismatch: 'error' | 'warn';
  readonly importExtension: '.js' | '.ts' | '';
}

export interface ResolvedMap extends Resolved {
  readonly kind: 'map';
  /** The command that imports it again. Default: one that names every option. */
  readonly command: string | undefined;
  /** Absolute path, or URL. */
  readonly source: string;
}

function isMapTarget(target: Target): target is MapTarget {
  return 'from' in target;
}

function absolute(location: string, base: string): string {
  return isUrl(location) ? location : resolve(base, location);
}

function resolveTools(target: ToolsTarget, base: string): ResolvedTools {
  const { source, out, export: name, outputMismatch = 'error', importExtension = '.js', ...openapi } = target;
  return {
    kind: 'tools',
    source: absolute(source, base),
    out: resolve(base, out),
    export: name,
    outputMismatch,
    importExtension,
    openapi,
  };
}

function resolveMap({ from, out, ...openapi }: MapTarget, base: string, command: string | undefined): ResolvedMap {
  return { kind: 'map', command, source: absolute(from, base), out: resolve(base, out), openapi };
}

function repeated(targets: readonly ResolvedTarget[], places: readonly string[], base: string): Note[] {
  return targets.flatMap((target, index): Note[] => {
    const first = targets.findIndex(({ out }) => out.toLowerCase() === target.out.toLowerCase());
    if (first === index) return [];
    const message = `writes to ${displayPath(target.out, base)}, and so does ${places[first] ?? ''}.`;
    return [
      {
        code: 'config-invalid',
        severity: 'error',
        place: places[index] ?? '',
        message,
        fix: 'Give each an out of its own.',
      },
    ];
  });
}

function wrongEnding(targets: readonly ResolvedTarget[], places: readonly string[]): Note[] {
  return targets.flatMap((target, index): Note[] => {
    const isFile = /\.[mc]?ts$/.test(target.out);
    if (isFile === (target.kind === 'map')) return [];
    const place = `${places[index] ?? ''}.out`;
    const note = { code: 'config-invalid', severity: 'error', place } as const;
    return target.kind === 'map'
      ? [
          {
            ...note,
            message: 'must be a .ts file: an OpenAPI document becomes an endpoint map in TypeScript.',
            fix: 'For tools straight from the document, make it the source: generate-tools openapi.yaml --out src/generated',
          },
        ]
      : [
          {
            ...note,
            message: 'must be a folder, not a .ts file.',
            fix: 'For an endpoint map from an OpenAPI document, give it as from: generate-tools --from openapi.yaml --out endpoints.ts',
          },
        ];
  });
}

/**
 * Checks a config and fills in its defaults; maps come first.
 *
 * @param base Folder that places in it are relative to.
 * @param name How the config is called in notes.
 * @param command The command that runs it. Default: one that names every option.
 * @throws GenerateError `config-invalid` with every mistake.
 */
export function resolveConfig(
  config: unknown,
  base: string,
  name: string,
  command?: string,
): readonly ResolvedTarget[] {
  const several = isPlainObject(config) && Array.isArray(config.targets) ? config.targets : undefined;
  const targets: readonly unknown[] = several ?? [config];
  const places = targets.map((_, index) => (several ? `${name}: targets[${index}]` : name));
  const extra = several && isPlainObject(config) ? Object.keys(config).filter((key) => key !== 'targets') : [];
  const notes: Note[] = [
    ...extra.map(
      (key): Note => ({
        code: 'config-invalid',
        severity: 'error',
        place: `${name}: ${key}`,
        message: 'stands beside targets.',
        fix: 'Move it into each target.',
      }),
    ),
    ...(targets.length === 0
      ? [{ code: 'config-invalid', severity: 'error', place: name, message: 'has no targets.' } as const]
      : []),
    ...targets.flatMap((target, index) => checkTarget(target, places[index] ?? name)),
  ];
  if (notes.length > 0) throw new GenerateError('The configuration is invalid', notes);
  const resolved = (targets as readonly Target[]).map((target) =>
    isMapTarget(target) ? resolveMap(target, base, command) : resolveTools(target, base),
  );
  const clashes = [...repeated(resolved, places, base), ...wrongEnding(resolved, places)];
  if (clashes.length > 0) throw new GenerateError('The configuration is invalid', clashes);
  return [...resolved.filter(({ kind }) => kind === 'map'), ...resolved.filter(({ kind }) => kind === 'tools')];
}

/** The same for a config made in code. */
export function resolveGiven(config: GenerateConfig, base: string): readonly ResolvedTarget[] {
  return resolveConfig(config, base, 'config');
}
