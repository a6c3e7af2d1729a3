import type { EndpointRequest } from '../backend/exchange.js';
import { isHeaderValue } from '../endpoints/forbidden-headers.js';
import type { Mismatch } from '../endpoints/json-schema/validator.js';
import { expandPath } from '../endpoints/path-template.js';
import { checkPathValue } from '../endpoints/path-value.js';
import type { SectionName } from '../endpoints/sections.js';
import type { Spelling } from '../endpoints/spelling.js';
import { type Blame, compileBody } from './build-body.js';
import type { SectionValues } from './check-arguments.js';
import { MAX_KEYS, othersByWire, TOO_MANY } from './other-keys.js';
import { spellPairs } from './spelled-pairs.js';
import { type Complain, scalarText, simpleText, wellFormedText } from './spelled-value.js';
import type { PlannedArgument, ToolPlan } from './tool-plan.js';

/** A request built from validated values, or values that cannot be sent. */
export type BuiltRequest = { readonly request: EndpointRequest } | { readonly mismatches: readonly Mismatch[] };

/** Builds the requests of one tool. Compiled once. */
export type RequestBuilder = (values: SectionValues) => BuiltRequest;

/** The value of one argument and where it goes. */
interface Entry {
  readonly name: string;
  readonly wire: string;
  readonly value: unknown;
  readonly spelling: Spelling | undefined;
}

type EntryReader = (values: SectionValues) => readonly Entry[];
type Query = Pick<EndpointRequest, 'query' | 'delimitedKeys'>;

function compileEntries({ arguments: list }: ToolPlan, section: SectionName): EntryReader {
  const known = new Map<string, PlannedArgument>(
    list.filter((argument) => argument.section === section).map((argument) => [argument.name, argument]),
  );
  return (values) =>
    Object.entries(values.get(section) ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const { wire = name, spelling } = known.get(name) ?? {};
        return { name, wire, value, spelling };
      });
}

function segmentText({ value, spelling }: Entry, complain: Complain): ReturnType<typeof simpleText> {
  if (spelling?.style) return simpleText(value, spelling, complain);
  const text = scalarText(value);
  if (text === undefined) complain('must be a string, number or boolean');
  return text === undefined ? undefined : { text, delimited: false };
}

function compilePath(plan: ToolPlan): (values: SectionValues, blame: Blame) => string {
  const { template, endpoint } = plan;
  const read = compileEntries(plan, 'params');
  return (values, blame) => {
    const given = new Map(read(values).map((entry) => [entry.name, entry]));
    const texts = new Map<string, string>();
    const delimited = new Set<string>();
    for (const name of template.parameters) {
      const entry = given.get(name);
      if (!entry) {
        blame(name, 'is missing');
        continue;
      }
      const spelled = segmentText(entry, (message) => blame(name, message));
      if (!spelled) continue;
      const mistake = checkPathValue(spelled.text, endpoint.allowSlash ?? false);
      if (mistake !== undefined) blame(name, mistake);
      else texts.set(name, spelled.text);
      if (spelled.delimited) delimited.add(name);
    }
    return texts.size === template.parameters.length ? expandPath(template, texts, delimited) : template.source;
  };
}

/** A list repeats its key, and anything deeper than that needs a style. */
function appendPlain(query: URLSearchParams, { wire, value }: Entry, complain: Complain): void {
  for (const item of Array.isArray(value) ? value : [value]) {
    if (item === null || item === undefined) continue;
    const text = wellFormedText(item, 'must be a string, number or boolean, or a list of these', complain);
    if (text !== undefined) query.append(wire, text);
  }
}

function compileQuery(plan: ToolPlan): (values: SectionValues, blame: Blame) => Query {
  const read = compileEntries(plan, 'query');
  const constants = Object.entries(plan.endpoint.constants?.query ?? {});
  const others = othersByWire(
    plan.arguments.filter(({ section }) => section === 'query'),
    constants.map(([key]) => key),
  );
  return (values, blame) => {
    const query = new URLSearchParams();
    const delimitedKeys: string[] = [];
    for (const entry of read(values)) {
      const { name, wire, value, spelling } = entry;
      const complain: Complain = (message) => blame(name, message);
      const spelled = spelling?.style
        ? spellPairs(value, spelling, { wire, others: others(wire) }, complain)
        : undefined;
      for (const [key, text] of spelled?.pairs ?? []) query.append(key, text);
      if (spelled?.delimited) delimitedKeys.push(wire);
      if (!spelling?.style) appendPlain(query, entry, complain);
      if (query.size + constants.length > MAX_KEYS) complain(TOO_MANY);
    }
    for (const [key, value] of constants) query.append(key, String(value));
    return delimitedKeys.length > 0 ? { query, delimitedKeys } : { query };
  };
}

/** JSON text can be all ASCII, and so fit into a header whatever it holds. */
function headerText(entry: Entry, complain: Complain): string | undefined {
  const spelled = segmentText(entry, complain);
  if (entry.spelling?.style !== 'json') return spelled?.text;
  return spelled?.text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function compileHeaders(plan: ToolPlan): (values: SectionValues, blame: Blame) => Record<string, string> {
  const read = compileEntries(plan, 'headers');
  const constants = Object.entries(plan.endpoint.constants?.headers ?? {});
  return (values, blame) => {
    const headers = new Map<string, string>();
    for (const entry of read(values)) {
      if (entry.value === null) continue;
      const text = headerText(entry, (message) => blame(entry.name, message));
      if (text === undefined) continue;
      if (isHeaderValue(text)) headers.set(entry.wire.toLowerCase(), text);
      else blame(entry.name, 'must be one line of Latin-1 text, since it is sent as a header');
    }
    for (const [key, value] of constants) headers.set(key.toLowerCase(), value);
    return Object.fromEntries(headers);
  };
}

/**
 * Compiles how a tool's requests are built from validated values. Names on the wire come only from the map, and from
 * those objects whose style makes keys of their names. Query: `null` and `undefined` are left out; a list repeats its
 * key unless it has a style. Headers: one line of Latin-1. Body: as its content type has it.
 */
export function compileRequest(plan: ToolPlan): RequestBuilder {
  const buildPath = compilePath(plan);
  const buildQuery = compileQuery(plan);
  const buildHeaders = compileHeaders(plan);
  const buildBody = compileBody(plan);
  return (values) => {
    const mismatches: Mismatch[] = [];
    const blame: Blame = (name, message) => mismatches.push({ path: [name], message });
    const path = buildPath(values, blame);
    const query = buildQuery(values, blame);
    const headers = buildHeaders(values, blame);
    const body = buildBody(values.get('body'), blame);
    if (mismatches.length > 0) return { mismatches };
    return { request: { method: plan.endpoint.method, path, ...query, headers, ...body } };
  };
}
