import fc from 'fast-check';
import type { Endpoint, HttpMethod, ParameterStyle } from 'mcp-rest-proxy';
import {
  anySchema,
  type JsonSchema,
  list,
  number,
  objectOf,
  scalar,
  text,
  withDefinitions,
  withNotes,
} from './any-schema.js';
import { hostileText, plainText } from './any-text.js';

/** A section or a body, and what an endpoint must say beside it. */
type Part = Partial<Endpoint>;

function propertiesOf(schema: JsonSchema): [string, JsonSchema][] {
  return Object.entries((schema.properties as Readonly<Record<string, JsonSchema>> | undefined) ?? {});
}

/** Puts a mark before every argument, so that sections do not collide. */
function marked(schema: JsonSchema, mark: string): JsonSchema {
  const { required } = schema;
  return {
    ...schema,
    properties: Object.fromEntries(propertiesOf(schema).map(([name, value]) => [`${mark}${name}`, value])),
    ...(Array.isArray(required) ? { required: required.map((name) => `${mark}${String(name)}`) } : {}),
  };
}

/** Styles for those arguments that are lists or objects. */
function styled(
  section: 'params' | 'query' | 'headers' | 'body',
  schema: JsonSchema,
  styles: readonly ParameterStyle[],
): fc.Arbitrary<Part> {
  const names = propertiesOf(schema).flatMap(([name, { type }]) =>
    type === 'array' || type === 'object' ? [name] : [],
  );
  return fc.tuple(...names.map(() => fc.constantFrom(...styles))).map((chosen) => ({
    [section]: withDefinitions(schema),
    ...(names.length > 0
      ? { styles: Object.fromEntries(names.map((name, index) => [name, chosen[index] ?? {}])) }
      : {}),
  }));
}

const plainList: fc.Arbitrary<JsonSchema> = fc.constantFrom(
  { type: 'array', items: { type: 'string' } },
  { type: 'array', items: { type: 'integer', minimum: 0 }, maxItems: 3 },
);
const plainObject: fc.Arbitrary<JsonSchema> = fc.constant({
  type: 'object',
  properties: { first: { type: 'string' }, second: { type: 'integer' } },
  required: ['first'],
});
const headerValue: fc.Arbitrary<JsonSchema> = fc.oneof(
  number,
  fc.constant({ type: 'boolean' }),
  fc.constant({ type: 'string', maxLength: 9 }),
  fc.uniqueArray(plainText, { minLength: 1, maxLength: 3 }).map((values) => ({ type: 'string', enum: values })),
);

const FLAT: readonly ParameterStyle[] = [
  { style: 'form', explode: true },
  { style: 'form', explode: false },
  { style: 'json' },
];
const SIMPLE: readonly ParameterStyle[] = [{ style: 'simple' }, { style: 'simple', explode: true }, { style: 'json' }];
const LISTS: readonly ParameterStyle[] = [{ style: 'pipeDelimited' }, { style: 'spaceDelimited' }];
const DEEP: readonly ParameterStyle[] = [{ style: 'deepObject' }];

const PARAMS = ['id', 'kind'];
const params: fc.Arbitrary<Part> = fc.subarray(PARAMS).chain((used) =>
  fc.tuple(...used.map(() => withNotes(fc.oneof(text, number, plainList)))).chain((schemas): fc.Arbitrary<Part> => {
    const properties = Object.fromEntries(used.map((name, index) => [name, schemas[index] ?? {}]));
    if (used.length === 0) return fc.constant({});
    return styled('params', { type: 'object', properties, required: used }, SIMPLE);
  }),
);

const query = fc.oneof(
  objectOf(fc.oneof(scalar, list)).map((schema): Part => ({ query: marked(schema, 'q ') })),
  objectOf(fc.oneof(scalar, plainList)).chain((schema) => styled('query', marked(schema, 'q '), [...FLAT, ...LISTS])),
  objectOf(fc.oneof(scalar, plainObject)).chain((schema) => styled('query', marked(schema, 'q '), [...FLAT, ...DEEP])),
);
const headers = objectOf(fc.oneof(headerValue, plainList), fc.stringMatching(/^[a-z]{2,6}$/)).chain((schema) =>
  styled('headers', marked(schema, 'x-h-'), SIMPLE),
);

const bodyConstants = fc
  .dictionary(fc.stringMatching(/^c[a-z]{1,4}$/), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 })
  .map((body): Part => ({ constants: { body } }));
/** A section that is one of the definitions, as most are in the wild. */
const named = fc.constantFrom('even', 'odd', 'mode').map((name) => withDefinitions({ $ref: `#/$defs/${name}` }));

const jsonBody: fc.Arbitrary<Part> = fc
  .tuple(
    objectOf(anySchema),
    fc.option(bodyConstants, { nil: {} }),
    fc.constantFrom({}, { contentType: 'application/merge-patch+json' }),
  )
  .map(([schema, constants, type]) => ({ body: withDefinitions(marked(schema, 'b ')), ...constants, ...type }));
const namedBody: fc.Arbitrary<Part> = named.map((schema) => ({ body: schema }));
const wholeBody: fc.Arbitrary<Part> = anySchema.map((items) => ({ body: withDefinitions({ type: 'array', items }) }));
const form: fc.Arbitrary<Part> = objectOf(fc.oneof(scalar, plainList, plainObject)).chain((schema) =>
  styled('body', marked(schema, 'f '), [...FLAT, ...DEEP]).map((part) => ({
    ...part,
    contentType: 'application/x-www-form-urlencoded',
  })),
);
const file: JsonSchema = { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' };
const multipart: fc.Arbitrary<Part> = objectOf(fc.oneof(scalar, list, fc.constant(file))).map((schema) => ({
  body: marked(schema, 'm '),
  contentType: 'multipart/form-data',
}));
const textBody: fc.Arbitrary<Part> = fc.constantFrom<Part>(
  { body: { type: 'string' }, contentType: 'text/csv' },
  { body: { type: 'string' }, contentType: 'application/json' },
  { body: { type: 'string', contentEncoding: 'base64' }, contentType: 'application/octet-stream' },
);
const body = fc
  .tuple(fc.oneof({ weight: 3, arbitrary: jsonBody }, namedBody, wholeBody, form, multipart, textBody), fc.boolean())
  .map(([part, optionalBody]): Part => (optionalBody ? { ...part, optionalBody } : part));
const response: fc.Arbitrary<Part> = fc
  .oneof(objectOf(anySchema).map(withDefinitions), anySchema.map(withDefinitions), named)
  .map((schema) => ({ response: schema }));

const data: fc.Arbitrary<Part> = fc.record(
  {
    title: hostileText.filter((title) => title.trim() !== ''),
    scopes: fc.array(
      hostileText.filter((scope) => scope !== ''),
      { maxLength: 2 },
    ),
    retry: fc.constantFrom('never' as const, 'connect-only' as const, 'safe' as const),
    timeout: fc.integer({ min: 30_000, max: 99_999 }),
    acceptHtml: fc.boolean(),
    allowSlash: fc.boolean(),
    annotations: fc.record({ readOnlyHint: fc.boolean(), openWorldHint: fc.boolean() }, { requiredKeys: [] }),
    constants: fc.record(
      {
        query: fc.dictionary(fc.stringMatching(/^c[a-z]{1,4}$/), fc.oneof(hostileText, fc.boolean(), fc.integer())),
        headers: fc.dictionary(fc.stringMatching(/^x-c-[a-z]{1,4}$/), fc.stringMatching(/^[!-~]{1,9}$/)),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

function optional(arbitrary: fc.Arbitrary<Part>): fc.Arbitrary<Part> {
  return fc.option(arbitrary, { nil: {}, freq: 2 });
}

/** Some arguments under another name on the wire. */
function renamed({ query: schema, body: bodySchema }: Part): Part {
  const names = [schema, bodySchema].flatMap((each) => propertiesOf((each ?? {}) as JsonSchema)).map(([name]) => name);
  return names.length > 0 ? { rename: Object.fromEntries(names.map((name) => [name, `wire ${name}`])) } : {};
}

/** An argument that the caller's sign-in fills in. */
const bound = fc.constantFrom('subject', 'tenant', 'clientId', 'claims.email').map(
  (binding): Part => ({
    query: { type: 'object', properties: { owner: { type: 'string' } }, required: ['owner'] },
    bind: { owner: binding as 'subject' },
  }),
);

function together(parts: readonly Part[]): Part {
  const styles = Object.assign({}, ...parts.map((part) => part.styles ?? {}));
  const constants = Object.assign({}, ...parts.map((part) => part.constants ?? {}));
  const all: Part = Object.assign({}, ...parts);
  return {
    ...all,
    ...(Object.keys(styles).length > 0 ? { styles } : {}),
    ...(Object.keys(constants).length > 0 ? { constants } : {}),
  };
}

/** An endpoint that is data, valid as it is. */
export const anyEndpoint: fc.Arbitrary<Endpoint> = fc
  .tuple(
    fc.constantFrom<HttpMethod>('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
    hostileText.map((description) => (description.trim() === '' ? 'Nothing.' : description)),
    fc.tuple(params, optional(fc.oneof({ weight: 4, arbitrary: query }, bound)), optional(headers), optional(response)),
    optional(body),
    data,
    fc.boolean(),
  )
  .map(([method, description, parts, sent, rest, renames]) => {
    const all = together([rest, ...parts, ...(method === 'GET' ? [] : [sent])]);
    const names = propertiesOf((all.params ?? {}) as JsonSchema).map(([name]) => `{${name}}`);
    const base = { method, path: `/a*/${names.join('/')}`, description };
    return { ...base, ...all, ...(renames && !all.bind ? renamed(all) : {}) };
  });
