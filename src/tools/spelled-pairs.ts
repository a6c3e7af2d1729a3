import type { Spelling } from '../endpoints/spelling.js';
import { type Complain, type FlatValue, flatten, joinFlat, jsonText } from './spelled-value.js';

/** One key of a query or a form body, with its text. */
export type Pair = readonly [key: string, text: string];

/** What a value becomes; `delimited`: it is one text whose separators are not data. */
export interface Pairs {
  readonly pairs: readonly Pair[];
  readonly delimited: boolean;
}

/** Where the pairs go. */
export interface PairTarget {
  /** Name of the argument on the wire. */
  readonly wire: string;
  /** Keys of others: the map's constants and other arguments. No name inside a value may become one of them. */
  readonly taken: ReadonlySet<string>;
}

const SEPARATORS = { form: ',', spaceDelimited: ' ', pipeDelimited: '|' } as const;
const NOTHING: Pairs = { pairs: [], delimited: false };

function separate(pairs: readonly Pair[], { wire, taken }: PairTarget, complain: Complain): Pairs | undefined {
  const clash = pairs.find(([key]) => key !== wire && taken.has(key));
  if (!clash) return { pairs, delimited: false };
  complain(`must not have the name ${JSON.stringify(clash[0])}, which is another parameter`);
  return undefined;
}

/** A key for each item or property. */
function explodePairs(
  flat: FlatValue,
  names: readonly string[] | undefined,
  target: PairTarget,
  complain: Complain,
): Pairs | undefined {
  if (flat.kind === 'scalar') return separate([[target.wire, flat.text]], target, complain);
  if (flat.kind === 'list') {
    return separate(
      flat.items.map((item) => [target.wire, item]),
      target,
      complain,
    );
  }
  const unknown = flat.entries.find(([name]) => names && !names.includes(name));
  if (!unknown) return separate(flat.entries, target, complain);
  complain(`must not have the name ${JSON.stringify(unknown[0])}, which is not in its schema`);
  return undefined;
}

function deepPairs(flat: FlatValue, target: PairTarget, complain: Complain): Pairs | undefined {
  if (flat.kind === 'scalar') return void complain('must be an object');
  const entries = flat.kind === 'list' ? flat.items.map((item, index) => [`${index}`, item] as const) : flat.entries;
  if (entries.some(([name]) => /[[\]]/.test(name))) return void complain('must not contain "[" or "]" in its names');
  return separate(
    entries.map(([name, text]) => [`${target.wire}[${name}]`, text]),
    target,
    complain,
  );
}

function joinedPair(flat: FlatValue, separator: string, { wire }: PairTarget, complain: Complain): Pairs | undefined {
  const members = flat.kind === 'list' ? flat.items : flat.kind === 'object' ? flat.entries : undefined;
  if (members?.length === 0) return NOTHING;
  const text = joinFlat(flat, separator, false, complain);
  return text === undefined ? undefined : { pairs: [[wire, text]], delimited: flat.kind !== 'scalar' };
}

/** Writes a value in the style of its argument; `null` is left out. `undefined` once it has complained. */
export function spellPairs(
  value: unknown,
  { style = 'form', explode = style === 'form', names }: Spelling,
  target: PairTarget,
  complain: Complain,
): Pairs | undefined {
  if (value === null || value === undefined) return NOTHING;
  if (style === 'json') {
    const text = jsonText(value, complain);
    return text === undefined ? undefined : { pairs: [[target.wire, text]], delimited: false };
  }
  const flat = flatten(value, complain);
  if (!flat) return undefined;
  if (style === 'deepObject') return deepPairs(flat, target, complain);
  if (explode || style === 'simple') return explodePairs(flat, names, target, complain);
  return joinedPair(flat, SEPARATORS[style], target, complain);
}
