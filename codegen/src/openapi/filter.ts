import { GenerateError, type Note } from '../notes.js';
import { matchesGlob } from './glob.js';
import type { Filter, ImportOptions, Preset } from './import-options.js';
import { nearest } from './nearest.js';

/** What filters look at. */
export interface Candidate {
  readonly path: string;
  readonly method: string;
  readonly operationId?: string | undefined;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
}

type Kind = keyof Filter;
type Facts = (candidate: Candidate) => readonly string[];

const KINDS: readonly Kind[] = ['tags', 'paths', 'methods', 'operations'];
const FACTS: Readonly<Record<Kind, Facts>> = {
  tags: ({ tags }) => tags,
  paths: ({ path }) => [path],
  methods: ({ method }) => [method.toUpperCase()],
  operations: ({ operationId }) => (operationId === undefined ? [] : [operationId]),
};
const PRESETS: Readonly<Record<Preset, (candidate: Candidate) => boolean>> = {
  all: () => true,
  'read-only': ({ method }) => ['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase()),
  'no-deletes': ({ method }) => method.toUpperCase() !== 'DELETE',
  'no-deprecated': ({ deprecated }) => !deprecated,
};

function matches(kind: Kind, wanted: string, candidate: Candidate): boolean {
  const facts = FACTS[kind](candidate);
  if (kind === 'paths') return facts.some((path) => matchesGlob(wanted, path));
  if (kind === 'methods') return facts.includes(wanted.toUpperCase());
  return facts.includes(wanted);
}

function valuesOf(filter: Filter, kind: Kind): readonly string[] | undefined {
  const values = filter[kind];
  return values && values.length > 0 ? values : undefined;
}

function picks(filter: Filter, candidate: Candidate): boolean {
  return KINDS.every((kind) => valuesOf(filter, kind)?.some((wanted) => matches(kind, wanted, candidate)) ?? true);
}

function isEmpty(filter: Filter): boolean {
  return KINDS.every((kind) => valuesOf(filter, kind) === undefined);
}

function unmatched(name: 'include' | 'exclude', filter: Filter, candidates: readonly Candidate[]): Note[] {
  return KINDS.flatMap((kind) =>
    (valuesOf(filter, kind) ?? []).flatMap((wanted): Note[] => {
      if (candidates.some((candidate) => matches(kind, wanted, candidate))) return [];
      const near = nearest(wanted, new Set(candidates.flatMap((candidate) => FACTS[kind](candidate))));
      const message = `${JSON.stringify(wanted)} matches no operation of the document.`;
      const note: Note = { code: 'filter-matches-nothing', severity: 'error', place: `${name}.${kind}`, message };
      return [near === undefined ? note : { ...note, fix: `The nearest is ${JSON.stringify(near)}.` }];
    }),
  );
}

function presetsOf({ preset = 'all' }: ImportOptions): readonly Preset[] {
  const list: readonly Preset[] = typeof preset === 'string' ? [preset] : preset;
  const unknown = list.filter((name) => !Object.hasOwn(PRESETS, name));
  if (unknown.length === 0) return list;
  const known = Object.keys(PRESETS);
  throw new GenerateError(
    'The import options are wrong',
    unknown.map((name) => ({
      code: 'unknown-preset',
      severity: 'error' as const,
      place: 'preset',
      message: `${JSON.stringify(name)} is no preset.`,
      fix: `Use one of ${known.join(', ')}; the nearest is "${nearest(name, known)}".`,
    })),
  );
}

/**
 * Those operations that the options pick.
 *
 * @throws GenerateError when a filter matches nothing, or nothing is left.
 */
export function pickOperations<T extends Candidate>(candidates: readonly T[], options: ImportOptions): readonly T[] {
  const { include = {}, exclude = {} } = options;
  const presets = presetsOf(options);
  const notes = [...unmatched('include', include, candidates), ...unmatched('exclude', exclude, candidates)];
  if (notes.length > 0) throw new GenerateError('The filters do not fit the document', notes);
  const picked = candidates.filter(
    (candidate) =>
      presets.every((preset) => PRESETS[preset](candidate)) &&
      picks(include, candidate) &&
      (isEmpty(exclude) || !picks(exclude, candidate)),
  );
  if (picked.length > 0 || candidates.length === 0) return picked;
  const message = `None of the ${candidates.length} operations of the document is left.`;
  const note: Note = { code: 'nothing-left', severity: 'error', place: 'include', message, fix: 'Loosen the filters.' };
  throw new GenerateError('The filters leave nothing', [note]);
}
