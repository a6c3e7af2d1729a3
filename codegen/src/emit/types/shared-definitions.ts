import { isPlainObject } from 'mcp-rest-proxy/codegen';

type JsonSchema = Readonly<Record<string, unknown>>;

const LOCAL = /^#\/\$defs\/([^/]+)$/;

function definitionsOf(schema: JsonSchema | undefined): JsonSchema {
  return isPlainObject(schema?.$defs) ? schema.$defs : {};
}

function collectReferences(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === '$ref' && typeof child === 'string') into.add(child);
    else collectReferences(child, into);
  }
}

function referencesOf(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  collectReferences(value, found);
  return found;
}

/**
 * Names of definitions that mean the same in both schemas, and so need one type: equal in themselves, and referring
 * only to such. Schemas must be canonical.
 */
export function sharedDefinitions(left: JsonSchema, right: JsonSchema | undefined): ReadonlySet<string> {
  const [ours, theirs] = [definitionsOf(left), definitionsOf(right)];
  const equal = Object.keys(ours).filter(
    (name) => Object.hasOwn(theirs, name) && JSON.stringify(ours[name]) === JSON.stringify(theirs[name]),
  );
  const shared = new Set(equal);
  const references = new Map(equal.map((name) => [name, referencesOf(ours[name])]));
  const refersOnlyToShared = (name: string): boolean =>
    [...(references.get(name) ?? [])].every((reference) => shared.has(definitionName(reference) ?? ''));
  for (let before = -1; before !== shared.size; ) {
    before = shared.size;
    for (const name of [...shared]) if (!refersOnlyToShared(name)) shared.delete(name);
  }
  return shared;
}

/** Undoes the escapes of one token of a `$ref` (RFC 6901, sections 3 and 6). */
export function unescapeToken(token: string): string {
  let text = token;
  try {
    text = decodeURIComponent(token);
  } catch {
    // Not percent-encoded, then.
  }
  return text.replaceAll('~1', '/').replaceAll('~0', '~');
}

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
