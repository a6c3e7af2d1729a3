import { type Body, readBody } from './body.js';
import type { Context } from './context.js';
import type { Candidate } from './filter.js';
import { type Hints, readHints } from './hints.js';
import {
  entriesOf,
  isObject,
  isTextList,
  type JsonObject,
  listMember,
  member,
  pointerTo,
  sameJson,
  textMember,
} from './json.js';
import { METHODS, type Method, OTHER_METHODS, type WireMethod, wireMethod } from './methods.js';
import { type Parameter, readParameters } from './parameters.js';
import { type Answer, readAnswer } from './response.js';

/** An operation found in the document, not read yet. */
export interface FoundOperation extends Candidate {
  readonly method: WireMethod;
  readonly pointer: string;
  readonly raw: JsonObject;
  readonly pathItem: { readonly raw: JsonObject; readonly pointer: string };
  readonly hints: Hints;
}

/** An operation, read; its schemas are drafts. */
export interface Operation {
  readonly found: FoundOperation;
  readonly parameters: readonly Parameter[];
  readonly body?: Body;
  readonly answer: Answer;
}

function findIn(
  context: Context,
  path: string,
  pathItem: JsonObject,
  pointer: string,
  method: Method,
): FoundOperation[] {
  const raw = member(pathItem, method);
  if (!isObject(raw)) return [];
  const at = pointerTo(pointer, method);
  const hints = readHints(context.document, pathItem, raw, at, context.notes);
  if (hints.hidden) return [];
  const tags = member(raw, 'tags');
  return [
    {
      path,
      method: wireMethod(method),
      pointer: at,
      raw,
      pathItem: { raw: pathItem, pointer },
      hints,
      operationId: textMember(raw, 'operationId'),
      tags: isTextList(tags) ? [...tags] : [],
      deprecated: member(raw, 'deprecated') === true,
    },
  ];
}

function noteOtherMethods(context: Context, pathItem: JsonObject, pointer: string): void {
  for (const method of OTHER_METHODS.filter((name) => isObject(member(pathItem, name)))) {
    const message = `${method.toUpperCase()} cannot be a tool; the operation was left out.`;
    context.notes.warn('unsupported-method', pointerTo(pointer, method), message);
  }
}

/** Every operation of the document that is not hidden, in document order. */
export function findOperations(context: Context): FoundOperation[] {
  return entriesOf(member(context.document, 'paths')).flatMap(([path, given]) => {
    if (path.startsWith('x-')) return [];
    const pointer = pointerTo('#/paths', path);
    const located = context.references.follow(given, pointer);
    if (!located) return [];
    // What stands beside a `$ref` of a path item belongs to it as well.
    const pathItem = isObject(given) ? { ...located.value, ...given } : located.value;
    noteOtherMethods(context, pathItem, pointer);
    return METHODS.flatMap((method) => findIn(context, path, pathItem, pointer, method));
  });
}

function noteServers({ document, notes }: Context, { raw, pathItem, pointer }: FoundOperation): void {
  const isOwn = listMember(raw, 'servers').length > 0;
  const servers = listMember(isOwn ? raw : pathItem.raw, 'servers');
  if (servers.length === 0 || sameJson(servers, listMember(document, 'servers'))) return;
  const at = pointerTo(isOwn ? pointer : pathItem.pointer, 'servers');
  const message = 'The operation has servers of its own; the tool is sent to the base URL like all others.';
  notes.warn('operation-server', at, message, 'Import it into a map of its own, with its base URL.');
}

/** Some generators write an empty body wherever there is none. */
function isEmptyBody({ schema }: Body): boolean {
  const { properties, $ref, allOf, anyOf, items } = schema;
  return entriesOf(properties).length === 0 && [$ref, allOf, anyOf, items].every((keyword) => keyword === undefined);
}

/** Reads an operation; `undefined` (noted) when no tool can send it. */
export function readOperation(context: Context, found: FoundOperation): Operation | undefined {
  noteServers(context, found);
  const parameters = readParameters(context, found.pathItem, { raw: found.raw, pointer: found.pointer });
  if (!parameters) return undefined;
  const given = readBody(context, found.raw, found.pointer);
  const isSendable = found.method !== 'GET' && found.method !== 'HEAD';
  if (given && !isSendable && (given.required === true || !isEmptyBody(given))) {
    const fix = 'Send it as query parameters, or with another method.';
    context.notes.warn('unsendable-body', given.pointer, `${found.method} cannot have a body; it was left out.`, fix);
  }
  // The answer to HEAD has no body, whatever the document says of that to GET.
  const answer = found.method === 'HEAD' ? { acceptHtml: false } : readAnswer(context, found.raw, found.pointer);
  const base = { found, parameters, answer };
  return given && isSendable ? { ...base, body: given } : base;
}
