import { bodyForm, isMediaType } from './content-type.js';
import type { Endpoint } from './endpoint.js';
import { resolveStyle, type StyleName, stylesOf } from './parameter-style.js';
import { isPlainObject, type JsonSchema } from './schema.js';
import { alternativesOf } from './schema-kind.js';
import type { Section } from './sections.js';

/**
 * How the value of one argument is written. Worked out from the map and its schemas once, so that a call needs no
 * schema. Plain data.
 */
export interface Spelling {
  /** Absent: scalars only, and lists in a query; in a form body, objects as JSON. */
  readonly style?: StyleName;
  /** Present with `style`. */
  readonly explode?: boolean;
  /** The only names that an exploded object may bring, when its schema lists names and is not said to be open. */
  readonly names?: readonly string[];
  /** The value, or each of its items, is base64 of bytes of this type, and is sent decoded. */
  readonly bytes?: { readonly mediaType?: string };
}

/** Keys of the query come from the map alone (T108): an exploded object brings only names that its schema has. */
function namesOf(json: JsonSchema, root: JsonSchema): readonly string[] | undefined {
  const objects = alternativesOf(json, root).filter(({ type, properties }) => type === 'object' || properties);
  const isOpen = ({ properties, additionalProperties, patternProperties }: JsonSchema): boolean =>
    !isPlainObject(properties) ||
    patternProperties !== undefined ||
    (additionalProperties !== undefined && additionalProperties !== false);
  if (objects.length === 0 || objects.some(isOpen)) return undefined;
  return [...new Set(objects.flatMap(({ properties }) => Object.keys(isPlainObject(properties) ? properties : {})))];
}

function styleOf(endpoint: Endpoint, section: Section, name: string, json: JsonSchema): Spelling | undefined {
  const given = endpoint.styles && Object.hasOwn(endpoint.styles, name) ? endpoint.styles[name] : undefined;
  const isForm = bodyForm(endpoint.contentType) === 'urlencoded' && !section.whole;
  if (given === undefined || (section.name === 'body' && !isForm)) return undefined;
  const { style, explode } = resolveStyle(section.name, given);
  if (!stylesOf(section.name).includes(style)) return undefined;
  const names = style === 'form' && explode ? namesOf(json, section.json) : undefined;
  return { style, explode, ...(names && { names }) };
}

/** The schema with the base64 text, when there is one: the value's, or that of its items. */
function encodedText(json: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  const all = alternativesOf(json, root).flatMap((schema) =>
    isPlainObject(schema.items) ? [schema, ...alternativesOf(schema.items, root)] : [schema],
  );
  return all.find(({ contentEncoding }) => typeof contentEncoding === 'string' && /^base64$/i.test(contentEncoding));
}

function bytesOf(endpoint: Endpoint, section: Section, json: JsonSchema): Spelling | undefined {
  const form = bodyForm(endpoint.contentType);
  if (section.name !== 'body' || (form !== 'multipart' && form !== 'text')) return undefined;
  const encoded = encodedText(json, section.json);
  if (!encoded) return undefined;
  const mediaType = encoded.contentMediaType;
  return { bytes: typeof mediaType === 'string' && isMediaType(mediaType) ? { mediaType } : {} };
}

/** How an argument is written, or `undefined` when nothing but the defaults applies. */
export function spellingOf(endpoint: Endpoint, section: Section, name: string, json: JsonSchema): Spelling | undefined {
  return styleOf(endpoint, section, name, json) ?? bytesOf(endpoint, section, json);
}
