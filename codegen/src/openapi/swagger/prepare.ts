import {
  entriesOf,
  isObject,
  isTextList,
  type JsonObject,
  listMember,
  member,
  pointerTo,
  textMember,
} from '../json.js';
import type { NoteBook } from '../note-book.js';
import { createReferences, type References } from '../references.js';
import { joinFormParameters } from './form-parameters.js';

/** Top-level members that are taken over as they are. */
const KEPT = ['info', 'host', 'basePath', 'schemes', 'security', 'tags'];
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

interface Defaults {
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
}

/** A parameter as the upgrader understands it; one that it would stumble over is left out with a note. */
function readParameter(given: unknown, pointer: string, references: References, notes: NoteBook): JsonObject[] {
  const parameter = references.follow(given, pointer)?.value;
  const place = textMember(parameter, 'in');
  if (
    !parameter ||
    textMember(parameter, 'name') === undefined ||
    !['path', 'query', 'header', 'body', 'formData'].includes(place ?? '')
  ) {
    notes.warn(
      'bad-parameter',
      pointer,
      'The parameter has no name or no place; it was left out.',
      'Give it name and in.',
    );
    return [];
  }
  if (member(parameter, 'collectionFormat') === 'tsv') {
    notes.warn('unsupported-style', pointer, 'Lists with tabs between their items are sent with commas.');
    return [{ ...parameter, collectionFormat: 'csv' }];
  }
  return [structuredClone(parameter)];
}

function readParameters(owner: JsonObject, pointer: string, references: References, notes: NoteBook): JsonObject[] {
  return listMember(owner, 'parameters').flatMap((given, index) =>
    readParameter(given, pointerTo(pointer, 'parameters', index), references, notes),
  );
}

function isBody(parameter: JsonObject): boolean {
  return parameter.in === 'body' || parameter.in === 'formData';
}

/** An operation's own body replaces the one its path has. */
function mergeBodies(ofPath: readonly JsonObject[], own: readonly JsonObject[]): JsonObject[] {
  return [...(own.some(isBody) ? [] : ofPath.filter(isBody)), ...own];
}

function readResponses(operation: JsonObject, pointer: string, references: References): JsonObject {
  const entries = entriesOf(member(operation, 'responses')).flatMap(([status, given]): [string, JsonObject][] => {
    if (status.startsWith('x-')) return [];
    const response = references.follow(given, pointerTo(pointer, 'responses', status))?.value;
    if (!response) return [];
    const { headers: _, examples: __, ...rest } = response;
    return [[status, rest]];
  });
  return Object.fromEntries(entries);
}

function mediaTypes(owner: JsonObject, name: 'consumes' | 'produces', otherwise: readonly string[]): readonly string[] {
  const own = member(owner, name);
  const list = isTextList(own) && own.length > 0 ? own : otherwise;
  return list.length > 0 ? list.filter((type) => type !== '__proto__') : ['application/json'];
}

/**
 * What the upgrader gets wrong is put right before it looks: it takes the document's `produces` for the operation's,
 * loses bodies that stand behind a `$ref`, and everything but the types of form fields.
 */
export function prepareSwagger(document: JsonObject, notes: NoteBook): JsonObject {
  const references = createReferences(document, notes);
  const defaults: Defaults = {
    consumes: mediaTypes(document, 'consumes', []),
    produces: mediaTypes(document, 'produces', []),
  };
  const readOperation = (operation: JsonObject, pointer: string, ofPath: readonly JsonObject[]): JsonObject => {
    const own = readParameters(operation, pointer, references, notes);
    const consumes = mediaTypes(operation, 'consumes', defaults.consumes);
    const { parameters, types } = joinFormParameters(mergeBodies(ofPath, own), consumes);
    const responses = readResponses(operation, pointer, references);
    return {
      ...operation,
      parameters,
      responses,
      consumes: types,
      produces: mediaTypes(operation, 'produces', defaults.produces),
    };
  };
  const readPath = (given: unknown, pointer: string): JsonObject => {
    const pathItem = references.follow(given, pointer)?.value ?? {};
    const shared = readParameters(pathItem, pointer, references, notes);
    const operations = METHODS.flatMap((method): [string, JsonObject][] => {
      const operation = member(pathItem, method);
      return isObject(operation) ? [[method, readOperation(operation, pointerTo(pointer, method), shared)]] : [];
    });
    const rest = entriesOf(pathItem).filter(([name]) => name.startsWith('x-mcp'));
    return {
      ...Object.fromEntries(rest),
      parameters: shared.filter((item) => !isBody(item)),
      ...Object.fromEntries(operations),
    };
  };
  const paths = entriesOf(member(document, 'paths')).filter(([path]) => !path.startsWith('x-'));
  const rest = entriesOf(document).filter(([name]) => KEPT.includes(name) || name.startsWith('x-mcp'));
  const definitions = member(document, 'definitions');
  return {
    ...structuredClone(Object.fromEntries(rest)),
    definitions: isObject(definitions) ? structuredClone(definitions) : {},
    paths: Object.fromEntries(
      paths.map(([path, given]) => [path, structuredClone(readPath(given, pointerTo('#/paths', path)))]),
    ),
    securityDefinitions: structuredClone(member(document, 'securityDefinitions') ?? {}),
  };
}
