import {
  hasDefaults,
  isStandardSchema,
  keepsExactIntegers,
  type Section,
  type ToolModel,
} from 'mcp-rest-proxy/codegen';
import type { GeneratedTool } from 'mcp-rest-proxy/generated';
import { quote } from '../print/quote.js';
import { Code, Spread } from '../print/scalar.js';
import { checkName, type EmittedTool, hasHooks } from './emitted-tool.js';
import { definitionsOf } from './shared/definition-references.js';
import type { SharedCode } from './shared/shared-code.js';

type Endpoint = ToolModel['endpoint'];
type Data = Readonly<Record<string, unknown>>;

/** Keys of an endpoint that stand elsewhere in a generated tool. The type keeps this list whole and no longer. */
const ELSEWHERE: Readonly<Record<Exclude<keyof Endpoint, keyof GeneratedTool['endpoint']>, true>> = {
  description: true,
  title: true,
  params: true,
  query: true,
  headers: true,
  body: true,
  optionalBody: true,
  response: true,
  annotations: true,
  scopes: true,
  retry: true,
  request: true,
  format: true,
  mapError: true,
  credential: true,
};
/** Keys whose own keys have no order of meaning. */
const FIRST = ['method', 'path'];

function rank(key: string): string {
  const index = FIRST.indexOf(key);
  return index === -1 ? `1${key}` : `0${index}`;
}

function endpointData(endpoint: Endpoint): Data {
  const entries = Object.entries(endpoint).filter(([key]) => !Object.hasOwn(ELSEWHERE, key));
  return Object.fromEntries(entries.sort(([left], [right]) => (rank(left) < rank(right) ? -1 : 1)));
}

/** Everything that an argument is planned with; its schema is in the check, and a wire name that is its name goes unsaid. */
function argumentData(argument: ToolModel['arguments'][number]): Data {
  const { schema: _schema, required: _required, name, section, wire, ...rest } = argument;
  return { name, section, ...(wire === name ? {} : { wire }), ...rest };
}

function sectionData(model: ToolModel, { name, schema, json, whole, optional }: Section): Data {
  const check = isStandardSchema(schema)
    ? { schema: new Code(`schemaOf(endpoints, ${quote(model.name)}, ${quote(name)})`) }
    : { check: new Code(checkName(name)), ...(hasDefaults(json) ? { fillsDefaults: true } : {}) };
  return { ...check, ...(whole ? { whole } : {}), ...(optional ? { optional } : {}) };
}

/** Without the `format`, which is turned off or on at run time. */
function exactIntegers(model: ToolModel): boolean {
  const { format: _, ...endpoint } = model.endpoint;
  return keepsExactIntegers({ ...model, endpoint });
}

/** A published schema; definitions that other tools have too are named. */
function schemaData(schema: Data, { published }: SharedCode): Data {
  const shared = published.of(schema);
  const $defs = Object.entries(definitionsOf(schema)).map(([name, definition]): [string, unknown] => {
    const identifier = shared.get(name);
    return [name, identifier === undefined ? definition : new Code(`schemas.${identifier}`)];
  });
  return $defs.length === 0 ? schema : { ...schema, $defs: Object.fromEntries($defs) };
}

/** The schema of a result, which mostly is one of the definitions. */
function resultData(schema: Data, shared: SharedCode): unknown {
  const whole = shared.published.whole(schema);
  const data = schemaData(schema, shared);
  if (whole === undefined) return data;
  const code = `schemas.${whole}`;
  return data.$defs === undefined ? new Code(code) : { definition: new Spread(code), $defs: data.$defs };
}

function definitionData({ definition }: EmittedTool, shared: SharedCode): Data {
  const { inputSchema, outputSchema } = definition;
  return {
    ...definition,
    inputSchema: schemaData(inputSchema, shared),
    ...(outputSchema && { outputSchema: resultData(outputSchema, shared) }),
  };
}

/** One tool as data; what is code in it is marked as such. */
export function toolData(emitted: EmittedTool, shared: SharedCode): Readonly<Record<keyof GeneratedTool, unknown>> {
  const { model } = emitted;
  const { endpoint, output } = model;
  return {
    definition: definitionData(emitted, shared),
    endpoint: endpointData(endpoint),
    retry: model.retry,
    exactIntegers: exactIntegers(model),
    arguments: model.arguments.map(argumentData),
    sections: Object.fromEntries(model.sections.map((section) => [section.name, sectionData(model, section)])),
    output: output && { check: new Code(checkName('output')), ...(output.wrapped ? { wrapped: true } : {}) },
    hooks: hasHooks(model) ? new Code(`hooksOf(endpoints, ${quote(model.name)})`) : undefined,
  };
}
