import type { Endpoint } from 'mcp-rest-proxy';
import { isObject, isTextList, type JsonObject, member, textMember } from './json.js';
import type { NoteBook } from './note-book.js';

/** What an operation says about its tool, in `x-mcp-…` members or an object `x-mcp`. */
export interface Hints {
  readonly hidden: boolean;
  readonly name?: string;
  readonly description?: string;
  readonly annotations?: NonNullable<Endpoint['annotations']>;
  readonly scopes?: readonly string[];
}

const ANNOTATIONS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const;
const SHORT = {
  readOnlyHint: 'read-only',
  destructiveHint: 'destructive',
  idempotentHint: 'idempotent',
  openWorldHint: 'open-world',
};

function hint(owner: JsonObject, name: string): unknown {
  const grouped = member(owner, 'x-mcp');
  return member(owner, `x-mcp-${name}`) ?? member(grouped, name);
}

function readHidden(owner: JsonObject): boolean | undefined {
  const hidden = hint(owner, 'hidden');
  if (typeof hidden === 'boolean') return hidden;
  return member(owner, 'x-mcp') === false ? true : undefined;
}

function readAnnotations(operation: JsonObject): NonNullable<Endpoint['annotations']> | undefined {
  const grouped = hint(operation, 'annotations');
  const entries = ANNOTATIONS.flatMap((name): [string, boolean][] => {
    const value = hint(operation, SHORT[name]) ?? member(grouped, name);
    return typeof value === 'boolean' ? [[name, value]] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Reads the hints of an operation; its path item and the document may hide it by default. */
export function readHints(
  document: JsonObject,
  pathItem: JsonObject,
  operation: JsonObject,
  pointer: string,
  notes: NoteBook,
): Hints {
  const hidden = readHidden(operation) ?? readHidden(pathItem) ?? readHidden(document) ?? false;
  const grouped = isObject(member(operation, 'x-mcp')) ? member(operation, 'x-mcp') : undefined;
  const name = textMember(operation, 'x-mcp-name') ?? textMember(grouped, 'name');
  const isName = name !== undefined && TOOL_NAME.test(name) && name !== '__proto__';
  if (name !== undefined && !isName && !hidden) {
    notes.warn(
      'bad-tool-name',
      pointer,
      `x-mcp-name ${JSON.stringify(name.slice(0, 80))} is no tool name.`,
      'Use 1 to 64 letters, digits, "_" and "-".',
    );
  }
  const description = textMember(operation, 'x-mcp-description') ?? textMember(grouped, 'description');
  const annotations = readAnnotations(operation);
  const scopes = hint(operation, 'scopes');
  return {
    hidden,
    ...(isName ? { name } : {}),
    ...(description === undefined ? {} : { description }),
    ...(annotations ? { annotations } : {}),
    ...(isTextList(scopes) ? { scopes: [...new Set(scopes.filter((scope) => scope !== ''))] } : {}),
  };
}
