import { isPlainObject, unescapeToken } from 'mcp-rest-proxy/codegen';

type JsonSchema = Readonly<Record<string, unknown>>;

const LOCAL = /^#\/\$defs\/([^/]+)$/;

/** Name of the definition that a `$ref` names as a whole. */
export function definitionName(reference: string): string | undefined {
  const token = LOCAL.exec(reference)?.[1];
  return token === undefined ? undefined : unescapeToken(token);
}

/** What a local `$ref` points to. */
export function resolvePointer(root: JsonSchema, reference: string): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let current: unknown = root;
  for (const token of reference.slice(2).split('/').map(unescapeToken)) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, token)) return undefined;
    current = Reflect.get(current, token);
  }
  return current;
}

/** The definitions of a root schema. */
export function definitionsOf(schema: JsonSchema | undefined): JsonSchema {
  return isPlainObject(schema?.$defs) ? schema.$defs : {};
}

function collectReferences(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === '$ref' && typeof child === 'string') into.add(child);
    else collectReferences(child, into);
  }
}

/** Definitions that a schema refers to; `undefined` among them for any other place. */
export function referredDefinitions(schema: unknown): ReadonlySet<string | undefined> {
  const references = new Set<string>();
  collectReferences(schema, references);
  return new Set([...references].map(definitionName));
}

/** Name of the definition that a schema is, as it was given: nothing but a reference. */
export function definitionGiven(schema: unknown): string | undefined {
  if (!isPlainObject(schema) || typeof schema.$ref !== 'string') return undefined;
  const isBare = Object.keys(schema).every((keyword) => ['$ref', '$defs', 'definitions'].includes(keyword));
  return isBare ? definitionName(schema.$ref.replace('#/definitions/', '#/$defs/')) : undefined;
}
