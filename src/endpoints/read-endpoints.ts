import { type Argument, listArguments } from './arguments.js';
import { checkRequestParts } from './check-request-parts.js';
import { checkShape, type MapForm, type Shape } from './check-shape.js';
import type { Endpoint } from './endpoint.js';
import { type CheckedDefinitions, checkWithDefinitions } from './json-schema/check-with-definitions.js';
import type { NormalDefinitions } from './json-schema/normalise.js';
import { type PathTemplate, parsePath } from './path-template.js';
import { collectProblems, type Report } from './problems.js';
import { isPlainObject, isStandardSchema, type JsonSchema } from './schema.js';
import { readSchema, readSections, type Section } from './sections.js';

/** An endpoint with everything that can be worked out from it alone. */
export interface ReadEndpoint {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly template: PathTemplate;
  readonly sections: readonly Section[];
  readonly arguments: readonly Argument[];
  /** JSON Schema of `response`. */
  readonly response?: JsonSchema;
}

const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;

function checkName(name: string, place: string, report: Report): void {
  if (!TOOL_NAME.test(name) || name === '__proto__') {
    report(place, 'is not a tool name.', 'Use 1 to 64 letters, digits, "_" and "-".');
  }
}

function readPath(path: string, place: string, report: Report): PathTemplate | undefined {
  const parsed = parsePath(path);
  if ('template' in parsed) return parsed.template;
  for (const mistake of parsed.mistakes) report(`${place}.path`, mistake);
  return undefined;
}

/** What is shared by the endpoints of one map is read once. */
interface Shared {
  readonly definitions: NormalDefinitions;
  readonly checked: CheckedDefinitions;
}

function checkRawSchemas(
  endpoint: Endpoint,
  sections: readonly Section[],
  place: string,
  report: Report,
  checked: CheckedDefinitions,
): void {
  for (const { name, json } of sections) {
    if (!isStandardSchema(endpoint[name])) checkWithDefinitions(json, `${place}.${name}`, report, checked);
  }
}

/** Keys that are checked against each other: with a mistake in one, what the others lack cannot be told. */
const REQUEST_KEYS: readonly string[] = [
  'params',
  'query',
  'headers',
  'body',
  'optionalBody',
  'contentType',
  'styles',
  'constants',
  'rename',
  'bind',
] satisfies (keyof Endpoint)[];

function readEndpoint(
  name: string,
  { endpoint, faulty }: Shape,
  place: string,
  report: Report,
  { definitions, checked }: Shared,
): ReadEndpoint | undefined {
  const template = faulty.has('path') ? undefined : readPath(endpoint.path, place, report);
  const sections = readSections(endpoint, place, report, definitions);
  checkRawSchemas(endpoint, sections, place, report, checked);
  const isWhole = !REQUEST_KEYS.some((key) => faulty.has(key));
  const list = isWhole ? listArguments(endpoint, sections, place, report) : [];
  if (isWhole) checkRequestParts(endpoint, template, sections, list, place, report);
  const response = endpoint.response && readSchema(endpoint.response, `${place}.response`, report, definitions);
  if (response) checkWithDefinitions(response, `${place}.response`, report, checked);
  if (!template) return undefined;
  const base = { name, endpoint, template, sections, arguments: list };
  return response ? { ...base, response } : base;
}

/**
 * Checks a map and works out arguments, path and schemas of every endpoint, in map order.
 *
 * @throws EndpointError with every mistake in the map, each with its place.
 */
export function readEndpoints(endpoints: unknown, form: MapForm = 'code'): readonly ReadEndpoint[] {
  const { report, throwIfAny } = collectProblems();
  if (!isPlainObject(endpoints)) report('endpoints', 'must be an object of endpoints by tool name.');
  const shared: Shared = { definitions: new WeakMap(), checked: new WeakSet() };
  const read = Object.entries(isPlainObject(endpoints) ? endpoints : {}).flatMap(([name, endpoint]) => {
    const place = `endpoints.${name}`;
    checkName(name, place, report);
    const shape = checkShape(endpoint, place, form, report);
    return (shape && readEndpoint(name, shape, place, report, shared)) ?? [];
  });
  throwIfAny();
  return read;
}
