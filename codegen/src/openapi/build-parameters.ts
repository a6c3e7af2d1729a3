import type { NameArgument } from './argument-names.js';
import type { Context } from './context.js';
import type { FoundOperation } from './operation.js';
import type { Parameter, ParameterStyle } from './parameters.js';
import { readPathPieces } from './path-pieces.js';
import type { Draft } from './schema/draft.js';
import { kindsOf } from './schema/kinds.js';

/** Arguments of one section of an endpoint. */
export interface BuiltSection {
  readonly properties: [string, Draft][];
  readonly required: string[];
}

/** What the parameters of an operation come to. */
export interface BuiltParameters {
  readonly path: string;
  readonly constantQuery: Readonly<Record<string, string | number | boolean>>;
  readonly params: BuiltSection;
  readonly query: BuiltSection;
  readonly headers: BuiltSection;
  readonly rename: [string, string][];
  readonly styles: [string, ParameterStyle][];
}

type Kinds = ReadonlySet<string>;

function isComposed(kinds: Kinds): boolean {
  return kinds.has('array') || kinds.has('object');
}

function queryStyle({ style, explode }: Parameter, kinds: Kinds): ParameterStyle | undefined {
  if (style === 'json') return { style: 'json' };
  if (kinds.size > 0 && !isComposed(kinds)) return undefined;
  if (style === 'form' && explode) return kinds.has('object') ? { style: 'form', explode: true } : undefined;
  if (style === 'form') return { style: 'form', explode: false };
  if (style === 'deepObject') return { style: 'deepObject', explode: true };
  return { style: style === 'pipeDelimited' ? 'pipeDelimited' : 'spaceDelimited', explode };
}

function simpleStyle({ style, explode }: Parameter, kinds: Kinds): ParameterStyle | undefined {
  if (style === 'json') return { style: 'json' };
  return isComposed(kinds) ? { style: 'simple', explode } : undefined;
}

function withoutNull(draft: Draft): Draft {
  if (!Array.isArray(draft.type)) return draft;
  const types = draft.type.filter((name) => name !== 'null');
  return { ...draft, type: types.length === 1 ? types[0] : types };
}

const ANY_TEXT: Draft = { type: 'string' };

interface Assembly {
  readonly context: Context;
  readonly name: NameArgument;
  readonly built: Omit<BuiltParameters, 'path' | 'constantQuery'>;
}

function emptySection(): BuiltSection {
  return { properties: [], required: [] };
}

function addPathParameter(assembly: Assembly, parameter: Parameter, argument: string): string | undefined {
  const { context, built } = assembly;
  const kinds = kindsOf(parameter.schema, context.schemas.definitions);
  const isLabel = parameter.style === 'label';
  // A segment that starts with ";" is nothing to many servers, so the library refuses it.
  if (parameter.style === 'matrix' || (isLabel && isComposed(kinds))) {
    const message = `The style "${parameter.style}" cannot be written here; the operation was left out.`;
    context.notes.warn('unsupported-style', parameter.pointer, message, 'Use the style "simple".');
    return undefined;
  }
  built.params.properties.push([argument, withoutNull(parameter.schema)]);
  built.params.required.push(argument);
  const style = isLabel ? undefined : simpleStyle(parameter, kinds);
  if (style) built.styles.push([argument, style]);
  return `${isLabel ? '.' : ''}{${argument}}`;
}

function addUndeclared({ context, built }: Assembly, found: FoundOperation, wire: string, argument: string): string {
  const message = `The path has {${wire.slice(0, 80)}}, which no parameter describes; it was taken as text.`;
  context.notes.warn('undeclared-path-parameter', found.pointer, message, 'Add the parameter.');
  built.params.properties.push([argument, ANY_TEXT]);
  built.params.required.push(argument);
  return `{${argument}}`;
}

function buildPath(
  assembly: Assembly,
  found: FoundOperation,
  declared: ReadonlyMap<string, Parameter>,
): string | undefined {
  const texts: string[] = [];
  const { pieces, several } = readPathPieces(found.path);
  if (several.length > 0) {
    const message = `{${several[0]?.slice(0, 60)}} may hold several segments; the tool refuses slashes.`;
    const fix = 'Set allowSlash: true on the endpoint, if the API decodes slashes.';
    assembly.context.notes.warn('several-segments', found.pointer, message, fix);
  }
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      texts.push(piece);
      continue;
    }
    const argument = assembly.name(piece.parameter, 'path');
    const parameter = declared.get(piece.parameter);
    const text = parameter
      ? addPathParameter(assembly, parameter, argument)
      : addUndeclared(assembly, found, piece.parameter, argument);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts.join('');
}

function addNamed({ context, name, built }: Assembly, parameter: Parameter): void {
  const section = parameter.place === 'query' ? built.query : built.headers;
  const argument = name(parameter.name, parameter.place);
  const kinds = kindsOf(parameter.schema, context.schemas.definitions);
  const style = parameter.place === 'query' ? queryStyle(parameter, kinds) : simpleStyle(parameter, kinds);
  section.properties.push([argument, parameter.schema]);
  if (parameter.required) section.required.push(argument);
  if (argument !== parameter.name) built.rename.push([argument, parameter.name]);
  if (style) built.styles.push([argument, style]);
}

/** What a query parameter has to be, where it must be given and there is no choice: `Action=ListUsers`. */
function onlyValue({ place, required, schema, style }: Parameter): string | number | boolean | undefined {
  const values = 'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : [];
  const [value] = values;
  if (place !== 'query' || !required || style === 'json' || values.length !== 1) return undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** A path parameter that no segment names: part of a query in the path, or of nothing. */
function addLoose(assembly: Assembly, parameter: Parameter, wire: string | undefined): void {
  if (wire !== undefined) {
    addNamed(assembly, { ...parameter, place: 'query', name: wire, style: 'form', explode: true });
    return;
  }
  const message = `The path has no {${parameter.name.slice(0, 80)}}; the parameter was left out.`;
  assembly.context.notes.warn('unused-path-parameter', parameter.pointer, message);
}

/** Turns parameters into arguments; `undefined` (noted) when the path cannot be written. */
export function buildParameters(
  context: Context,
  found: FoundOperation,
  parameters: readonly Parameter[],
  name: NameArgument,
): BuiltParameters | undefined {
  const built = { params: emptySection(), query: emptySection(), headers: emptySection(), rename: [], styles: [] };
  const assembly: Assembly = { context, name, built };
  const declared = new Map(parameters.filter(({ place }) => place === 'path').map((item) => [item.name, item]));
  const path = buildPath(assembly, found, declared);
  if (path === undefined) return undefined;
  const { pieces, query, queryParameters } = readPathPieces(found.path);
  const inPath = new Set(pieces.map((piece) => (typeof piece === 'string' ? '' : piece.parameter)));
  const fixed: [string, string | number | boolean][] = [];
  for (const parameter of parameters) {
    const value = onlyValue(parameter);
    if (parameter.place === 'path') {
      if (!inPath.has(parameter.name)) addLoose(assembly, parameter, queryParameters.get(parameter.name));
    } else if (parameter.place === 'query' && Object.hasOwn(query, parameter.name)) continue;
    else if (value !== undefined) fixed.push([parameter.name, value]);
    else addNamed(assembly, parameter);
  }
  return { ...built, path, constantQuery: { ...query, ...Object.fromEntries(fixed) } };
}
