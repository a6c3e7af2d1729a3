import { queryText } from '../backend/query-text.js';
import { bodyForm } from '../endpoints/content-type.js';
import { isPlainObject } from '../endpoints/schema.js';
import type { Spelling } from '../endpoints/spelling.js';
import { hasLoneSurrogate } from '../text/surrogates.js';
import { decodeBase64 } from './base64.js';
import { fileName } from './file-name.js';
import { type Part, writeMultipart } from './multipart.js';
import { MAX_KEYS, othersByWire, TOO_MANY } from './other-keys.js';
import { spellPairs } from './spelled-pairs.js';
import { type Complain, jsonText, wellFormedText } from './spelled-value.js';
import type { ToolPlan } from './tool-plan.js';

/** A body as it stands in a request; `contentType` where the map names one. */
export interface BuiltBody {
  readonly body?: unknown;
  readonly contentType?: string;
}

/** Takes what is wrong with the value of an argument. */
export type Blame = (name: string, message: string) => void;

/** Writes the body of a validated value, which is `undefined` when none was given. */
export type BodyWriter = (value: unknown, blame: Blame) => BuiltBody;

/** One property of a form and how it is written. `name` is for the model, `wire` for the backend. */
interface Field {
  readonly name: string;
  readonly wire: string;
  readonly value: unknown;
  readonly spelling?: Spelling | undefined;
}

type Known = ReadonlyMap<string, { readonly wire: string; readonly spelling?: Spelling }>;

function knownArguments({ arguments: list }: ToolPlan): Known {
  return new Map(list.filter(({ section }) => section === 'body').map((argument) => [argument.name, argument]));
}

function isWhole({ sections }: ToolPlan): boolean {
  return sections.find(({ name }) => name === 'body')?.whole ?? false;
}

function objectWriter(plan: ToolPlan, known: Known): BodyWriter {
  const constants = plan.endpoint.constants?.body;
  return (value) => {
    if (value === undefined) return constants === undefined ? {} : { body: constants };
    const sent = Object.entries(Object(value))
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [known.get(name)?.wire ?? name, item]);
    return { body: { ...Object.fromEntries(sent), ...constants } };
  };
}

function jsonWriter(plan: ToolPlan): BodyWriter {
  const { contentType } = plan.endpoint;
  const write: BodyWriter = isWhole(plan)
    ? (value) => (value === undefined ? {} : { body: value })
    : objectWriter(plan, knownArguments(plan));
  if (contentType === undefined) return write;
  return (value, blame) => {
    const built = write(value, blame);
    return built.body === undefined ? built : { ...built, contentType };
  };
}

/** The fields of a form, `null` left out; a constant stands in place of an argument of its name. */
function fieldsOf(plan: ToolPlan): (value: unknown, blame: Blame) => readonly Field[] | undefined {
  const known = knownArguments(plan);
  const whole = isWhole(plan);
  const constants = Object.entries(plan.endpoint.constants?.body ?? {}).map(
    ([name, value]): Field => ({ name, wire: name, value }),
  );
  const fixed = new Set(constants.map(({ wire }) => wire));
  return (value, blame) => {
    if (value === undefined) return constants.length > 0 ? constants : undefined;
    if (!isPlainObject(value)) {
      blame('body', 'must be an object');
      return undefined;
    }
    const given = Object.entries(value).map(([key, item]): Field => {
      if (hasLoneSurrogate(key)) blame(whole ? 'body' : key, 'must have names in well-formed Unicode text');
      const { wire = key, spelling } = known.get(key) ?? {};
      return { name: whole ? 'body' : key, wire, value: item, spelling };
    });
    return [...given.filter(({ wire }) => !fixed.has(wire)), ...constants].filter((field) => field.value != null);
  };
}

function listOf(value: unknown): readonly unknown[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => item !== null && item !== undefined);
}

/** Text of one value of a form; what is no scalar is JSON (OpenAPI 3.1, Encoding Object). */
function formText(value: unknown, complain: Complain): string | undefined {
  if (typeof value === 'object') return jsonText(value, complain);
  return wellFormedText(value, 'must be a string, number, boolean, list or object', complain);
}

function urlencodedWriter(plan: ToolPlan, contentType: string): BodyWriter {
  const readFields = fieldsOf(plan);
  const others = othersByWire([...knownArguments(plan).values()], Object.keys(plan.endpoint.constants?.body ?? {}));
  return (value, blame) => {
    const fields = readFields(value, blame);
    if (!fields) return {};
    const form = new URLSearchParams();
    const delimited: string[] = [];
    for (const [index, { name, wire, value: item, spelling }] of fields.entries()) {
      const complain: Complain = (message) => blame(name, message);
      if (spelling?.style) {
        const target = { wire, others: others(wire) };
        const spelled = spellPairs(item, spelling, target, complain);
        for (const [key, text] of spelled?.pairs ?? []) form.append(key, text);
        if (spelled?.delimited) delimited.push(wire);
      } else for (const one of listOf(item)) form.append(wire, formText(one, complain) ?? '');
      if (form.size + fields.length - index - 1 > MAX_KEYS) complain(TOO_MANY);
    }
    return { body: queryText(form, delimited), contentType };
  };
}

function bytesOf(value: unknown, complain: Complain): Uint8Array {
  const bytes = value instanceof Uint8Array ? value : typeof value === 'string' ? decodeBase64(value) : undefined;
  if (!bytes) complain('must be base64 text, padded and without line breaks');
  return bytes ?? new Uint8Array();
}

function partOf({ wire, spelling }: Field, value: unknown, complain: Complain): Part {
  if (spelling?.bytes || value instanceof Uint8Array) {
    const type = spelling?.bytes?.mediaType ?? 'application/octet-stream';
    return { name: wire, content: bytesOf(value, complain), type, filename: fileName(wire, type) };
  }
  const content = formText(value, complain) ?? '';
  return { name: wire, content, ...(typeof value === 'object' ? { type: 'application/json' } : {}) };
}

function multipartWriter(plan: ToolPlan): BodyWriter {
  const readFields = fieldsOf(plan);
  return (value, blame) => {
    const fields = readFields(value, blame);
    if (!fields) return {};
    const parts = fields.flatMap((field) =>
      listOf(field.value).map((item) => partOf(field, item, (message) => blame(field.name, message))),
    );
    return writeMultipart(parts);
  };
}

function textWriter(plan: ToolPlan, contentType: string): BodyWriter {
  const bytes = knownArguments(plan).get('body')?.spelling?.bytes;
  return (value, blame) => {
    if (value === undefined) return {};
    const complain: Complain = (message) => blame('body', message);
    if (bytes || value instanceof Uint8Array) return { body: bytesOf(value, complain), contentType };
    if (typeof value !== 'string') complain('must be text');
    else wellFormedText(value, '', complain);
    return { body: value, contentType };
  };
}

/** Compiles how the bodies of a tool are written, by their content type. */
export function compileBody(plan: ToolPlan): BodyWriter {
  const { contentType = '' } = plan.endpoint;
  switch (bodyForm(plan.endpoint.contentType)) {
    case 'json':
      return jsonWriter(plan);
    case 'urlencoded':
      return urlencodedWriter(plan, contentType);
    case 'multipart':
      return multipartWriter(plan);
    case 'text':
      return textWriter(plan, contentType);
  }
}
