import { isPlainObject } from 'mcp-rest-proxy/codegen';
import { compareText } from '../canonical-schema.js';
import { isReservedType } from '../names/reserved.js';
import { pascalCase } from '../names/words.js';
import type { DefinitionPool, SharedNames } from '../shared/definition-pool.js';
import { definitionName, definitionsOf, resolvePointer } from '../shared/definition-references.js';
import { leadsBack } from '../shared/direct-references.js';
import { createTextReader, equalDefinitions } from '../shared/equal-definitions.js';
import type { Side } from '../shared/survey-definitions.js';
import { aboutSchema } from './about-schema.js';
import { typeOf } from './read-type.js';
import { named, type TypeNode, textsIn, UNKNOWN } from './type-node.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** An exported type. */
export interface TypeDeclaration {
  readonly name: string;
  readonly about: readonly string[];
  readonly type: TypeNode;
}

/** A published schema of a tool, canonical. */
export interface TypedSchema {
  readonly schema: JsonSchema;
  /** Name of its type. */
  readonly name: string;
  /** Types of its definitions that stand elsewhere. */
  readonly shared: SharedNames;
  /** A type that stands elsewhere and is its own. */
  readonly whole?: string | undefined;
}

/** What the types of one tool are made of. */
export interface TypedSchemas {
  readonly input: TypedSchema;
  readonly output: TypedSchema | undefined;
  /** Put before the name of a definition that is taken. */
  readonly prefix: string;
  /** Names that are taken. */
  readonly taken: ReadonlySet<string>;
}

/** The types of one tool. */
export interface DeclaredTypes {
  readonly declarations: readonly TypeDeclaration[];
  /** Shared types they refer to, sorted. */
  readonly imports: readonly string[];
}

interface Pending {
  readonly side: Side;
  readonly reference: string;
}

/** Gives the name of the type that a reference leads to. */
type NameReference = (reference: string) => string;

/** Names the types of definitions, as they come up. */
function createRegistry(prefix: string, given: ReadonlySet<string>, sameOnBothSides: ReadonlySet<string>) {
  const taken = new Set(given);
  const names = new Map<string, string>();
  const pending: Pending[] = [];
  const free = (wanted: string, side: Side): string => {
    const base = /^[A-Z]/.test(wanted) ? wanted : `${prefix}${wanted}`;
    const suffix = side === 'input' ? 'Input' : 'Output';
    const candidates = [base, `${prefix}${wanted}`, `${prefix}${wanted}${suffix}`];
    const isFree = (name: string): boolean => !taken.has(name) && !isReservedType(name);
    const found = candidates.find(isFree);
    if (found !== undefined) return found;
    let count = 2;
    while (!isFree(`${base}${count}`)) count += 1;
    return `${base}${count}`;
  };
  const nameOf = (item: Pending): string => {
    const definition = definitionName(item.reference);
    const isSame = definition !== undefined && sameOnBothSides.has(definition);
    const key = isSame ? item.reference : `${item.side} ${item.reference}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const last = definition ?? item.reference.split('/').at(-1) ?? '';
    const name = free(pascalCase(last) || 'Part', item.side);
    taken.add(name);
    names.set(key, name);
    pending.push(item);
    return name;
  };
  return { nameOf, pending };
}

/** The type of a part of a root schema. One that would be made of nothing but itself becomes `unknown`. */
function readPart(root: JsonSchema, schema: unknown, nameOf: NameReference): TypeNode {
  return typeOf(schema, (reference, direct) => {
    if (direct && leadsBack(root, reference, schema)) return UNKNOWN;
    return resolvePointer(root, reference) === undefined ? UNKNOWN : named(nameOf(reference));
  });
}

/** What a definition says about itself stands with its type. */
function aboutDefinition(schema: unknown): readonly string[] {
  return isPlainObject(schema) ? aboutSchema(schema) : [];
}

function byName(left: TypeDeclaration, right: TypeDeclaration): number {
  return compareText(left.name, right.name);
}

function sharedName({ shared }: TypedSchema, reference: string): string | undefined {
  const definition = definitionName(reference);
  return definition === undefined ? undefined : shared.get(definition);
}

/** The types of a tool: of its arguments, of its structured result, and of the definitions that are its own, by name. */
export function declareTypes({ input, output, prefix, taken }: TypedSchemas): DeclaredTypes {
  const read = createTextReader();
  const same = equalDefinitions(read(definitionsOf(input.schema)), read(definitionsOf(output?.schema)));
  const { nameOf, pending } = createRegistry(prefix, taken, same);
  const typeAt = (from: TypedSchema, side: Side, at: string): TypeNode =>
    readPart(from.schema, resolvePointer(from.schema, at), (reference) => {
      if (reference === '#') return from.name;
      return sharedName(from, reference) ?? nameOf({ side, reference });
    });
  const wholeType = (from: TypedSchema, side: Side): TypeNode =>
    from.whole === undefined ? typeAt(from, side, '#') : named(from.whole);
  const main = [{ name: input.name, about: [], type: wholeType(input, 'input') }];
  if (output) main.push({ name: output.name, about: [], type: wholeType(output, 'output') });
  const parts: TypeDeclaration[] = [];
  for (let item = pending.shift(); item; item = pending.shift()) {
    const { side, reference } = item;
    const from = side === 'output' && output ? output : input;
    const about = aboutDefinition(resolvePointer(from.schema, reference));
    parts.push({ name: nameOf(item), about, type: typeAt(from, side, reference) });
  }
  const declarations = [...main, ...parts.sort(byName)];
  // A name may be gone again: a type or anything is anything.
  const shared = new Set([input, ...(output ? [output] : [])].flatMap((from) => [...from.shared.values(), from.whole]));
  const used = new Set(declarations.flatMap(({ type }) => textsIn(type)).filter((text) => shared.has(text)));
  return { declarations, imports: [...used].sort(compareText) };
}

/** The types of shared definitions, by name. */
export function declareShared(pool: DefinitionPool): readonly TypeDeclaration[] {
  const within = { input: pool.within('input'), output: pool.within('output') };
  return pool.definitions.map(({ identifier, side, schema }) => {
    const nameOf: NameReference = (reference) => within[side].get(definitionName(reference) ?? '') ?? 'unknown';
    return { name: identifier, about: aboutDefinition(schema), type: readPart(pool.root(side), schema, nameOf) };
  });
}
