import type { EndpointRequest } from '../backend/exchange.js';
import { isHeaderValue } from '../endpoints/forbidden-headers.js';
import type { Mismatch } from '../endpoints/json-schema/validator.js';
import { expandPath } from '../endpoints/path-template.js';
import { checkPathValue, hasLoneSurrogate } from '../endpoints/path-value.js';
import type { SectionName } from '../endpoints/sections.js';
import type { SectionValues } from './check-arguments.js';
import type { ToolPlan } from './tool-plan.js';

/** A request built from validated values, or values that cannot be sent. */
export type BuiltRequest = { readonly request: EndpointRequest } | { readonly mismatches: readonly Mismatch[] };

/** Builds the requests of one tool. Compiled once. */
export type RequestBuilder = (values: SectionValues) => BuiltRequest;

type Blame = (name: string, message: string) => void;
type Entry = readonly [name: string, wire: string, value: unknown];
type WireNames = Readonly<Record<SectionName, ReadonlyMap<string, string>>>;

/** Text of a scalar; `undefined` for what has no single spelling: an object is never turned into text (T114). */
function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const isScalar = typeof value === 'boolean' || typeof value === 'bigint' || Number.isFinite(value);
  return isScalar ? String(value) : undefined;
}

function wireNames({ arguments: list }: ToolPlan): WireNames {
  const of = (section: SectionName) =>
    new Map(list.filter((item) => item.section === section).map(({ name, wire }) => [name, wire]));
  return { params: of('params'), query: of('query'), headers: of('headers'), body: of('body') };
}

function entriesOf(names: WireNames, section: SectionName, values: SectionValues): Entry[] {
  const value = values.get(section);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => [name, names[section].get(name) ?? name, item]);
}

function buildPath({ template, endpoint }: ToolPlan, entries: readonly Entry[], blame: Blame): string {
  const given = new Map(entries.map(([name, , value]) => [name, value]));
  const texts = new Map<string, string>();
  for (const name of template.parameters) {
    const text = scalarText(given.get(name));
    const mistake =
      text === undefined
        ? given.get(name) === undefined
          ? 'is missing'
          : 'must be a string, number or boolean'
        : checkPathValue(text, endpoint.allowSlash ?? false);
    if (mistake !== undefined) blame(name, mistake);
    else texts.set(name, text ?? '');
  }
  return texts.size === template.parameters.length ? expandPath(template, texts) : template.source;
}

function buildQuery({ endpoint }: ToolPlan, entries: readonly Entry[], blame: Blame): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, wire, value] of entries) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === null || item === undefined) continue;
      const text = scalarText(item);
      if (text === undefined) blame(name, 'must be a string, number or boolean, or a list of these');
      else if (hasLoneSurrogate(text)) blame(name, 'must be well-formed Unicode text');
      else query.append(wire, text);
    }
  }
  for (const [key, value] of Object.entries(endpoint.constants?.query ?? {})) query.append(key, String(value));
  return query;
}

function buildHeaders({ endpoint }: ToolPlan, entries: readonly Entry[], blame: Blame): Record<string, string> {
  const headers = new Map<string, string>();
  for (const [name, wire, value] of entries) {
    if (value === null) continue;
    const text = scalarText(value);
    if (text === undefined) blame(name, 'must be a string, number or boolean');
    else if (!isHeaderValue(text)) blame(name, 'must be one line of Latin-1 text, since it is sent as a header');
    else headers.set(wire.toLowerCase(), text);
  }
  for (const [key, value] of Object.entries(endpoint.constants?.headers ?? {})) headers.set(key.toLowerCase(), value);
  return Object.fromEntries(headers);
}

function buildBody(plan: ToolPlan, names: WireNames, values: SectionValues): unknown {
  const section = plan.sections.find(({ name }) => name === 'body');
  const constants = plan.endpoint.constants?.body;
  const value = values.get('body');
  if (section?.whole) return value;
  if (value === undefined) return constants;
  const sent = entriesOf(names, 'body', values).map(([, wire, item]) => [wire, item]);
  return { ...Object.fromEntries(sent), ...constants };
}

/**
 * Compiles how a tool's requests are built from validated values. Names on the wire come only from the map. Query: `URLSearchParams` alone;
 * a list repeats its key; `null` and `undefined` are left out. Headers: one line of Latin-1. Body: JSON.
 */
export function compileRequest(plan: ToolPlan): RequestBuilder {
  const names = wireNames(plan);
  return (values) => {
    const mismatches: Mismatch[] = [];
    const blame: Blame = (name, message) => mismatches.push({ path: [name], message });
    const path = buildPath(plan, entriesOf(names, 'params', values), blame);
    const query = buildQuery(plan, entriesOf(names, 'query', values), blame);
    const headers = buildHeaders(plan, entriesOf(names, 'headers', values), blame);
    if (mismatches.length > 0) return { mismatches };
    const body = buildBody(plan, names, values);
    const request = { method: plan.endpoint.method, path, query, headers };
    return { request: body === undefined ? request : { ...request, body } };
  };
}
