import type { Endpoint } from 'mcp-rest-proxy';
import { type NameArgument, objectSchema } from './argument-names.js';
import type { Body } from './body.js';
import type { Context } from './context.js';
import { isObject, member, textMember } from './json.js';
import type { ParameterStyle } from './parameters.js';
import type { Draft } from './schema/draft.js';
import { type FlatObject, flattenObject } from './schema/flatten.js';
import { kindsOf, resolveDraft } from './schema/kinds.js';
import { addSentence } from './text.js';

/** What a request body comes to. */
export interface BuiltBody {
  readonly schema: Draft;
  readonly contentType?: Endpoint['contentType'];
  /** The body may be left out altogether. */
  readonly optional: boolean;
  readonly rename: readonly [string, string][];
  readonly styles: readonly [string, ParameterStyle][];
}

const STYLES = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'] as const;

function encodingStyle(encoding: unknown): ParameterStyle | undefined {
  const style = STYLES.find((name) => name === member(encoding, 'style'));
  const explode = member(encoding, 'explode');
  if (style === undefined && typeof explode !== 'boolean') return undefined;
  return {
    style: style ?? 'form',
    explode: typeof explode === 'boolean' ? explode : style !== 'spaceDelimited' && style !== 'pipeDelimited',
  };
}

/** A file part: base64 for the model, bytes on the wire. */
function asFile(draft: Draft, mediaType: string | undefined): Draft {
  const { format: _, contentMediaType, ...rest } = draft;
  const type = mediaType ?? (typeof contentMediaType === 'string' ? contentMediaType : undefined);
  return {
    ...rest,
    type: 'string',
    description: addSentence(textMember(draft, 'description'), 'The content of the file, in base64.'),
    contentEncoding: 'base64',
    ...(type === undefined || type === 'application/octet-stream' ? {} : { contentMediaType: type }),
  };
}

function isFile(draft: Draft, mediaType: string | undefined): boolean {
  if (draft.type !== 'string' && draft.type !== undefined) return false;
  if (draft.format === 'binary' || (draft.contentMediaType !== undefined && draft.contentEncoding === undefined))
    return true;
  return (
    draft.type === 'string' &&
    mediaType !== undefined &&
    !/^(?:text\/|application\/(?:[^,]*\+)?(?:json|xml))/.test(mediaType)
  );
}

/** A part of a multipart body. `format: byte` is text that the API itself decodes. */
function partOf(context: Context, draft: Draft, encoding: unknown): Draft {
  const [mediaType] = (textMember(encoding, 'contentType') ?? '').split(',').map((type) => type.trim());
  const type = mediaType && /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : undefined;
  const own = resolveDraft(draft, context.schemas.definitions);
  if (isFile(own, type)) return asFile(own, type);
  if (own.type === 'array' && isObject(own.items)) {
    const items = resolveDraft(own.items as Draft, context.schemas.definitions);
    if (isFile(items, type)) return { ...own, items: asFile(items, type) };
  }
  if (own.format !== 'byte') return draft;
  const { contentEncoding: _, contentMediaType: __, ...rest } = own;
  return rest;
}

/**
 * Optional only where the document says so: an object with members that are needed is meant to be sent, and one without
 * is best sent as `{}`, which is right whatever was meant.
 */
function buildFlat(context: Context, body: Body, flat: FlatObject, name: NameArgument): BuiltBody {
  const rename: [string, string][] = [];
  const styles: [string, ParameterStyle][] = [];
  const argumentOf = new Map<string, string>();
  const properties = [...flat.properties].map(([wire, draft]): [string, Draft] => {
    const argument = name(wire, 'body');
    const encoding = member(body.encoding, wire);
    const style = body.form === 'urlencoded' ? encodingStyle(encoding) : undefined;
    const kinds = kindsOf(draft, context.schemas.definitions);
    argumentOf.set(wire, argument);
    if (argument !== wire) rename.push([argument, wire]);
    if (style && (kinds.has('array') || kinds.has('object'))) styles.push([argument, style]);
    return [argument, body.form === 'multipart' ? partOf(context, draft, encoding) : draft];
  });
  const required = flat.required.map((wire) => argumentOf.get(wire) ?? wire);
  const schema = { ...objectSchema(properties, required), ...flat.counts };
  const isPlain = body.contentType === 'application/json';
  const optional = body.required === false;
  return { schema, ...(isPlain ? {} : { contentType: body.contentType }), optional, rename, styles };
}

/** What a reference leads to; what stands beside it does not count, as for the library. */
function targetOf(draft: Draft, all: Context['schemas']['definitions']): Draft {
  let current = draft;
  for (let hops = 0; typeof current.$ref === 'string' && hops < 10; hops += 1) {
    current = all.get(current.$ref)?.schema ?? {};
  }
  return current;
}

/** Also of an object whose alternatives are none, as the library sees them. */
function isNoObject({ schemas }: Context, own: Draft): boolean {
  const kinds = kindsOf(own, schemas.definitions);
  if (kinds.size > 0 && !kinds.has('object')) return true;
  const branches = [own.anyOf, own.oneOf].find((list) => Array.isArray(list));
  if (!Array.isArray(branches)) return false;
  const drafts = branches.filter(isObject).map((branch) => targetOf(branch as Draft, schemas.definitions));
  const types = drafts.flatMap(({ type }) => (Array.isArray(type) ? type : [type]));
  return !types.some((type) => type === undefined || type === 'object');
}

function buildWhole(context: Context, body: Body): BuiltBody | undefined {
  const own = resolveDraft(body.schema, context.schemas.definitions);
  const isForm = body.form === 'urlencoded' || body.form === 'multipart';
  if (isForm && isNoObject(context, own)) {
    context.notes.warn(
      'bad-form',
      body.pointer,
      'A form needs an object; the body was left out.',
      'Correct its schema.',
    );
    return undefined;
  }
  const { description: given, ...rest } = body.schema;
  const description = body.description ?? given;
  const schema: Draft = { ...(description === undefined ? {} : { description }), ...rest };
  // Kept as one argument: an object with properties would be spread over several.
  const isSpread = isObject(own.properties) && (isForm || own.type === 'object');
  const whole = isSpread ? { ...(description === undefined ? {} : { description }), allOf: [rest] } : schema;
  return {
    schema: isForm ? { type: 'object', ...whole } : whole,
    contentType: body.contentType,
    optional: body.required !== true,
    rename: [],
    styles: [],
  };
}

/** Turns a request body into arguments: one for each member of a plain object, else one for all of it. */
export function buildBody(
  context: Context,
  body: Body,
  name: NameArgument,
  flat: FlatObject | undefined,
): BuiltBody | undefined {
  return flat ? buildFlat(context, body, flat, name) : buildWhole(context, body);
}

/** The members of a body that become arguments, if it is an object of known members. */
export function flatBody(context: Context, body: Body): FlatObject | undefined {
  if (body.form === 'bytes' || body.form === 'text') return undefined;
  const flat = flattenObject(body.schema, context.schemas.definitions);
  if (flat?.loosened) {
    const message = 'Which members are needed depends on others; the tool does not ask for any of them.';
    context.notes.warn('loosened-alternatives', body.pointer, message, 'Say so in the description.');
  }
  return flat;
}
