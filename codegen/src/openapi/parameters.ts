import type { Endpoint } from 'mcp-rest-proxy';
import type { Context } from './context.js';
import { isObject, type JsonObject, listMember, member, objectMember, pointerTo, textMember } from './json.js';
import { judgeHeader } from './reserved-headers.js';
import type { Draft } from './schema/draft.js';
import { isHostileName } from './schema/object-keywords.js';
import { cleanText, shorten } from './text.js';

export type ParameterStyle = NonNullable<Endpoint['styles']>[string];
export type ParameterPlace = 'path' | 'query' | 'header';

/** A parameter of an operation, read. */
export interface Parameter {
  readonly place: ParameterPlace;
  /** On the wire, or in the path template. */
  readonly name: string;
  readonly pointer: string;
  readonly required: boolean;
  readonly schema: Draft;
  /** As the document has it, `simple` and `form` left out where they are the default. */
  readonly style: string;
  readonly explode: boolean;
}

const DEFAULT_STYLES: Readonly<Record<ParameterPlace, string>> = { path: 'simple', query: 'form', header: 'simple' };
const STYLES: Readonly<Record<ParameterPlace, readonly string[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
};

interface Found {
  readonly raw: JsonObject;
  readonly pointer: string;
}

/** Parameters of the path and the operation; the operation's replace those of the same place and name. */
function collectParameters(context: Context, owners: readonly Found[]): Found[] {
  const found = new Map<string, Found>();
  for (const { raw, pointer } of owners) {
    for (const [index, given] of listMember(raw, 'parameters').entries()) {
      const at = pointerTo(pointer, 'parameters', index);
      const located = context.references.follow(given, at);
      const name = textMember(located?.value, 'name');
      const place = textMember(located?.value, 'in');
      if (located && name !== undefined && place !== undefined) {
        const key = place.toLowerCase() === 'header' ? name.toLowerCase() : name;
        found.set(`${place} ${key}`, { raw: located.value, pointer: located.pointer });
      } else if (located || !isObject(given)) {
        context.notes.warn(
          'bad-parameter',
          at,
          'The parameter has no name or no place; it was left out.',
          'Give it name and in.',
        );
      }
    }
  }
  return [...found.values()];
}

interface Shape {
  readonly raw: unknown;
  readonly pointer: string;
  readonly isJson: boolean;
}

/** Its schema, that of its content, or itself, as Swagger 2.0 had it. */
function shapeOf({ raw, pointer }: Found): Shape {
  const [mediaType, content] = Object.entries(objectMember(raw, 'content') ?? {})[0] ?? [];
  if (mediaType !== undefined) {
    const isJson = /\bjson\b/i.test(mediaType) || mediaType === '*/*';
    return { raw: member(content, 'schema'), pointer: pointerTo(pointer, 'content', mediaType, 'schema'), isJson };
  }
  const schema = member(raw, 'schema');
  if (schema !== undefined) return { raw: schema, pointer: pointerTo(pointer, 'schema'), isJson: false };
  const { in: _, name: __, required: ___, description: ____, ...rest } = raw;
  return { raw: 'type' in rest ? rest : { type: 'string' }, pointer, isJson: false };
}

function describe(schema: Draft, raw: JsonObject): Draft {
  const given = textMember(raw, 'description');
  const text = given === undefined ? '' : shorten(cleanText(given), 600);
  const description = text === '' ? schema.description : text;
  return {
    ...schema,
    ...(description === undefined ? {} : { description }),
    ...(member(raw, 'deprecated') === true ? { deprecated: true } : {}),
  };
}

function readStyle(
  context: Context,
  { raw, pointer }: Found,
  place: ParameterPlace,
): { style: string; explode: boolean } {
  const given = textMember(raw, 'style') ?? DEFAULT_STYLES[place];
  const known = STYLES[place].includes(given);
  if (!known) {
    const message = `The style "${given.slice(0, 40)}" has no place in ${place}; "${DEFAULT_STYLES[place]}" was taken.`;
    context.notes.warn('bad-style', pointer, message, `Use one of ${STYLES[place].join(', ')}.`);
  }
  const style = known ? given : DEFAULT_STYLES[place];
  const explode = member(raw, 'explode');
  return { style, explode: typeof explode === 'boolean' ? explode : style === 'form' || style === 'deepObject' };
}

function noteReserved({ notes }: Context, { raw, pointer }: Found, place: ParameterPlace): void {
  if (place === 'path' && (member(raw, 'x-multi-segment') === true || member(raw, 'allowReserved') === true)) {
    const fix = 'Set allowSlash: true on the endpoint, if the API decodes slashes.';
    notes.warn('several-segments', pointer, 'The parameter may hold several segments; the tool refuses slashes.', fix);
  } else if (member(raw, 'allowReserved') === true) {
    const message = 'Reserved characters are sent percent-encoded, allowReserved or not.';
    notes.warn('allow-reserved', pointer, message, 'Check that the API decodes them.');
  }
}

function readParameter(context: Context, found: Found, place: ParameterPlace): Parameter {
  const { raw, pointer } = found;
  const shape = shapeOf(found);
  const schema = describe(context.schemas.convert(shape.raw, shape.pointer, 'request', true), raw);
  const example = member(raw, 'example');
  const examples =
    typeof example === 'string' && example.length <= 120 && !schema.enum && !schema.examples && example !== '';
  const { style, explode } = readStyle(context, found, place);
  noteReserved(context, found, place);
  return {
    place,
    name: textMember(raw, 'name') ?? '',
    pointer,
    required: place === 'path' || member(raw, 'required') === true,
    schema: examples && schema.type === 'string' ? { ...schema, examples: [example] } : schema,
    style: shape.isJson ? 'json' : style,
    explode,
  };
}

/** What becomes of a parameter that no tool can send: `lost` when the operation cannot do without it. */
function judgeCookie(context: Context, { raw, pointer }: Found): 'dropped' | 'lost' {
  const name = textMember(raw, 'name');
  if (
    context.schemes.some((scheme) => scheme.kind === 'apiKey' && scheme.in === 'cookie' && scheme.parameter === name)
  ) {
    return 'dropped';
  }
  const required = member(raw, 'required') === true;
  const message = `The cookie ${JSON.stringify(name)} cannot be sent${required ? ', and is required' : ''}.`;
  const fix = 'Let a credential set it, or make it a header.';
  context.notes.warn(required ? 'required-cookie' : 'cookie-parameter', pointer, message, fix);
  return required ? 'lost' : 'dropped';
}

/** The parameters of an operation, or `undefined` (noted) when it needs one that no tool can send. */
export function readParameters(context: Context, pathItem: Found, operation: Found): readonly Parameter[] | undefined {
  const parameters: Parameter[] = [];
  for (const found of collectParameters(context, [pathItem, operation])) {
    const place = textMember(found.raw, 'in');
    const name = textMember(found.raw, 'name') ?? '';
    if (place === 'cookie') {
      if (judgeCookie(context, found) === 'lost') return undefined;
    } else if (isHostileName(name)) {
      context.notes.warn('hostile-name', found.pointer, 'No tool can carry a parameter of this name; it was left out.');
    } else if (place === 'path' || place === 'query') {
      if (!isCredential(context, place, name)) parameters.push(readParameter(context, found, place));
    } else if (place === 'header') {
      if (judgeHeader(context, name, found.pointer)) parameters.push(readParameter(context, found, place));
    } else {
      const message = `The parameter stands in ${JSON.stringify(place)}, which is no place for one; it was left out.`;
      context.notes.warn('bad-parameter', found.pointer, message, 'Use path, query or header.');
    }
  }
  return parameters;
}

/** A key in the query is the credential's to send. */
function isCredential({ schemes }: Context, place: string, name: string): boolean {
  return schemes.some((scheme) => scheme.kind === 'apiKey' && scheme.in === place && scheme.parameter === name);
}
