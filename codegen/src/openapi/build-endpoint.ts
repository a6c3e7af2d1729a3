import type { Endpoint } from 'mcp-rest-proxy';
import { createArgumentNames, objectSchema, recordOf } from './argument-names.js';
import { type BuiltBody, buildBody, flatBody } from './build-body.js';
import { type BuiltParameters, type BuiltSection, buildParameters } from './build-parameters.js';
import type { Context } from './context.js';
import { defined, pointerTo } from './json.js';
import type { Operation } from './operation.js';
import { describeOperation } from './operation-text.js';
import type { Bounds } from './schema/bound.js';
import type { Draft } from './schema/draft.js';
import { mergeObject } from './schema/flatten.js';
import { readScopesNeeded } from './security.js';

/** Sections of an endpoint that hold schemas. */
export const SECTIONS = ['params', 'query', 'headers', 'body', 'response'] as const;

/** An endpoint whose schemas still refer to definitions by key. */
export interface DraftEndpoint {
  readonly rest: Omit<Endpoint, (typeof SECTIONS)[number]>;
  readonly schemas: Readonly<Partial<Record<(typeof SECTIONS)[number], Draft>>>;
}

const MAX_DESCRIPTION = 1000;
const PLACES = {
  params: 'parameters',
  query: 'parameters',
  headers: 'parameters',
  body: 'requestBody',
  response: 'responses',
} as const;

function sectionSchema({ properties, required }: BuiltSection): Draft | undefined {
  return properties.length > 0 ? objectSchema(properties, required) : undefined;
}

function readScopes(context: Context, { found }: Operation): readonly string[] | undefined {
  const hinted = found.hints.scopes;
  if (hinted) return hinted;
  const needed = context.options.scopes === true ? readScopesNeeded(context.document, found.raw) : [];
  return needed.length > 0 ? needed : undefined;
}

function boundSchemas(
  context: Context,
  bounds: Bounds,
  { found }: Operation,
  schemas: Readonly<Record<(typeof SECTIONS)[number], Draft | undefined>>,
): DraftEndpoint['schemas'] {
  const entries = SECTIONS.flatMap((section): [string, Draft][] => {
    const schema = schemas[section];
    if (!schema) return [];
    const { draft, cut } = bounds.bound(schema);
    if (cut) {
      const what = section === 'response' ? 'the answer' : `the ${section}`;
      const message = `The schema of ${what}, with all it refers to, is too large for a tool; its deeper parts were left open.`;
      context.notes.warn(
        'schema-cut',
        pointerTo(found.pointer, PLACES[section]),
        message,
        'Raise `maxSchemaSize` to keep more.',
      );
    }
    return [[section, draft]];
  });
  return Object.fromEntries(entries);
}

function assemble(
  context: Context,
  operation: Operation,
  parameters: BuiltParameters,
  body: BuiltBody | undefined,
): DraftEndpoint['rest'] {
  const { found, answer } = operation;
  const { title, description } = describeOperation(found, context.options.maxDescription ?? MAX_DESCRIPTION);
  const hasConstants = Object.keys(parameters.constantQuery).length > 0;
  return defined({
    method: found.method,
    path: parameters.path,
    title,
    description,
    optionalBody: body?.optional || undefined,
    contentType: body?.contentType,
    styles: recordOf([...parameters.styles, ...(body?.styles ?? [])]),
    rename: recordOf([...parameters.rename, ...(body?.rename ?? [])]),
    constants: hasConstants ? { query: parameters.constantQuery } : undefined,
    acceptHtml: answer.acceptHtml || undefined,
    annotations: found.hints.annotations,
    scopes: readScopes(context, operation),
  }) as DraftEndpoint['rest'];
}

/** Makes the endpoint of an operation, or `undefined` (noted) when none can be made. */
export function buildEndpoint(context: Context, bounds: Bounds, operation: Operation): DraftEndpoint | undefined {
  const flat = operation.body && flatBody(context, operation.body);
  const name = createArgumentNames(operation.body && !flat ? ['body'] : []);
  const parameters = buildParameters(context, operation.found, operation.parameters, name);
  if (!parameters) return undefined;
  const body = operation.body && buildBody(context, operation.body, name, flat);
  const schemas = boundSchemas(context, bounds, operation, {
    params: sectionSchema(parameters.params),
    query: sectionSchema(parameters.query),
    headers: sectionSchema(parameters.headers),
    body: body?.schema,
    response: operation.answer.schema && mergeObject(operation.answer.schema, context.schemas.definitions),
  });
  return { rest: assemble(context, operation, parameters, body), schemas };
}
