import { isPlainObject } from 'mcp-rest-proxy/codegen';
import { compareText } from '../canonical-schema.js';
import { isReservedType } from '../names/reserved.js';
import { pascalCase } from '../names/words.js';
import { aboutSchema } from './about-schema.js';
import { leadsBack } from './direct-references.js';
import { typeOf } from './read-type.js';
import { definitionName, resolvePointer, sharedDefinitions } from './shared-definitions.js';
import { named, type TypeNode, UNKNOWN } from './type-node.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** An exported type of a tool file. */
export interface TypeDeclaration {
  readonly name: string;
  readonly about: readonly string[];
  readonly type: TypeNode;
}

/** The published schemas of one tool, canonical, and the names of the types of what they describe. */
export interface TypedSchemas {
  readonly input: JsonSchema;
  readonly inputName: string;
  readonly output: JsonSchema | undefined;
  readonly outputName: string;
  /** Put before the name of a definition that is taken. */
  readonly prefix: string;
}

interface Pending {
  readonly root: JsonSchema;
  readonly side: 'Input' | 'Output';
  readonly reference: string;
}

/** Names the types of definitions, as they come up. */
function createRegistry(prefix: string, taken: Set<string>, shared: ReadonlySet<string>) {
  const names = new Map<string, string>();
  const pending: Pending[] = [];
  const free = (wanted: string, side: string): string => {
    const base = /^[A-Z]/.test(wanted) ? wanted : `${prefix}${wanted}`;
    const candidates = [base, `${prefix}${wanted}`, `${prefix}${wanted}${side}`];
    const isFree = (name: string): boolean => !taken.has(name) && !isReservedType(name);
    const found = candidates.find(isFree);
    if (found !== undefined) return found;
    let count = 2;
    while (!isFree(`${base}${count}`)) count += 1;
    return `${base}${count}`;
  };
  const nameOf = (item: Pending): string => {
    const definition = definitionName(item.reference);
    const key = definition !== undefined && shared.has(definition) ? item.reference : `${item.side} ${item.reference}`;
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

/** What a definition says about itself stands with its type. */
function aboutDefinition(schema: unknown): readonly string[] {
  return isPlainObject(schema) ? aboutSchema(schema) : [];
}

/**
 * The types of a tool: of its arguments, of its structured result, and of the definitions they refer to, by name.
 * A reference by which a type would be made of nothing but itself becomes `unknown`.
 */
export function declareTypes(schemas: TypedSchemas): readonly TypeDeclaration[] {
  const { input, inputName, output, outputName, prefix } = schemas;
  const taken = new Set([inputName, outputName]);
  const { nameOf, pending } = createRegistry(prefix, taken, sharedDefinitions(input, output));
  const read = (root: JsonSchema, side: Pending['side'], at: string): TypeNode => {
    const rootName = side === 'Input' ? inputName : outputName;
    return typeOf(resolvePointer(root, at), (reference, direct) => {
      if (direct && leadsBack(root, reference, at)) return UNKNOWN;
      if (reference === '#') return named(rootName);
      return resolvePointer(root, reference) === undefined ? UNKNOWN : named(nameOf({ root, side, reference }));
    });
  };
  const main = [{ name: inputName, about: [], type: read(input, 'Input', '#') }];
  if (output) main.push({ name: outputName, about: [], type: read(output, 'Output', '#') });
  const parts: TypeDeclaration[] = [];
  for (let item = pending.shift(); item; item = pending.shift()) {
    const { root, side, reference } = item;
    const about = aboutDefinition(resolvePointer(root, reference));
    parts.push({ name: nameOf(item), about, type: read(root, side, reference) });
  }
  return [...main, ...parts.sort((left, right) => compareText(left.name, right.name))];
}
