import { isPlainObject } from '../endpoints/schema.js';
import type { Spelling } from '../endpoints/spelling.js';
import { hasLoneSurrogate } from '../text/surrogates.js';
import { MAX_KEY_LENGTH, MAX_KEYS, type OtherKeys, TOO_MANY } from './other-keys.js';
import {
  type Complain,
  type FlatValue,
  flatten,
  joinFlat,
  jsonText,
  present,
  wellFormedText,
} from './spelled-value.js';

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
  /** Keys of the map's constants and of other arguments. No name inside a value may become one of them. */
  readonly others: OtherKeys;
}

const SEPARATORS = { form: ',', spaceDelimited: ' ', pipeDelimited: '|' } as const;
const NOTHING: Pairs = { pairs: [], delimited: false };

/** Names that the map has chosen need only differ; those that a value brings must not be read as another's either. */
function separate(pairs: readonly Pair[], others: OtherKeys, isChosen: boolean, complain: Complain): Pairs | undefined {
  if (pairs.length > MAX_KEYS) return void complain(TOO_MANY);
  const clash = pairs.find(([key]) => others.has(key) || (!isChosen && others.meets(key)))?.[0];
  if (clash === undefined) return { pairs, delimited: false };
  const what = others.has(clash) ? 'is another parameter' : 'servers may read as another parameter';
  complain(`must not have the name ${JSON.stringify(clash)}, which ${what}`);
  return undefined;
}

/** A key for each item or property. */
function explodePairs(
  flat: FlatValue,
  names: readonly string[] | undefined,
  { wire, others }: PairTarget,
  complain: Complain,
): Pairs | undefined {
  if (flat.kind === 'scalar') return { pairs: [[wire, flat.text]], delimited: false };
  if (flat.kind === 'list') return { pairs: flat.items.map((item) => [wire, item]), delimited: false };
  const unknown = flat.entries.find(([name]) => names && !names.includes(name));
  if (!unknown) return separate(flat.entries, others, names !== undefined, complain);
  complain(`must not have the name ${JSON.stringify(unknown[0])}, which is not in its schema`);
  return undefined;
}

/** The members of a list or an object by their step in a key; the items of a list are counted. */
function steps(value: unknown): readonly (readonly [step: string, member: unknown])[] | undefined {
  if (Array.isArray(value)) return value.filter(present).map((item, index) => [`${index}`, item]);
  return isPlainObject(value) ? Object.entries(value).filter(([, member]) => present(member)) : undefined;
}

/** `key[a][0]=x`: how deep a value may be is a matter of the limits on arguments. */
function deepPairs(value: unknown, key: string, complain: Complain): readonly Pair[] | undefined {
  const members = steps(value);
  if (!members) {
    const text = wellFormedText(value, 'must hold strings, numbers and booleans', complain);
    return text === undefined ? undefined : [[key, text]];
  }
  const pairs: Pair[] = [];
  for (const [step, member] of members) {
    if (step === '') return void complain('must not have an empty name, which would be read as an index');
    if (/[[\]]/.test(step)) return void complain('must not contain "[" or "]" in its names');
    if (/\p{Cc}|^['"]|['"]$/u.test(step))
      return void complain('must not have quoted names, or control characters in them');
    if (hasLoneSurrogate(step)) return void complain('must be well-formed Unicode text');
    if (key.length + step.length > MAX_KEY_LENGTH)
      return void complain(`must not have names that make more than ${MAX_KEY_LENGTH} characters together`);
    const below = deepPairs(member, `${key}[${step}]`, complain);
    if (!below) return undefined;
    for (const pair of below) pairs.push(pair);
  }
  return pairs;
}

function spellDeep(value: unknown, target: PairTarget, complain: Complain): Pairs | undefined {
  if (!steps(value)) return void complain('must be an object');
  const pairs = deepPairs(value, target.wire, complain);
  return pairs && separate(pairs, target.others, false, complain);
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
  if (style === 'deepObject') return spellDeep(value, target, complain);
  const flat = flatten(value, complain);
  if (!flat) return undefined;
  if (explode || style === 'simple') return explodePairs(flat, names, target, complain);
  return joinedPair(flat, SEPARATORS[style], target, complain);
}
