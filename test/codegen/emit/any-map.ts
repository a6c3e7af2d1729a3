import fc from 'fast-check';
import type { Endpoint, EndpointMap, HttpMethod } from 'mcp-rest-proxy';

type JsonSchema = Readonly<Record<string, unknown>>;

/** Text that tries to be more than text. */
export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !/\p{Surrogate}/u.test(text)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '*/',
      '/*',
      "'",
      '"',
      '`',
      '$' + '{1}',
      '\\',
      '\\u0027',
      '\u2028',
      '\u2029',
      '\r\n',
      '__proto__',
      'constructor',
      'toString',
      '</script>',
      '<!--',
      '//',
      '@ts-expect-error',
      '\u202e',
      '%00',
      'a|b',
      'hasOwnProperty',
    ),
  },
);

const names = fc
  .tuple(fc.oneof(fc.stringMatching(/^[a-z][A-Za-z_]{0,6}$/), hostileText), fc.nat(99))
  .map(([text, number]) => `${text}${number}`);
const notes = fc.record(
  {
    description: hostileText,
    title: hostileText,
    examples: fc.array(hostileText, { maxLength: 2 }),
    'x-note': hostileText,
  },
  { requiredKeys: [] },
);
const jsonValue = fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' }) as fc.Arbitrary<unknown>;

function withNotes(core: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> {
  return fc.tuple(core, notes).map(([schema, about]) => ({ ...schema, ...about }));
}

const text: fc.Arbitrary<JsonSchema> = fc
  .record(
    {
      minLength: fc.nat(3),
      maxLength: fc.integer({ min: 3, max: 9 }),
      pattern: fc.constantFrom('^[a-zA-Z]', '^[^/]*$', '^[a\'"`]?'),
      format: fc.constantFrom('date-time', 'uuid', 'email'),
      default: hostileText,
    },
    { requiredKeys: [] },
  )
  .map((rest) => ({ type: 'string', ...rest }));
const number: fc.Arbitrary<JsonSchema> = fc
  .tuple(
    fc.constantFrom('integer', 'number'),
    fc.record(
      {
        minimum: fc.integer({ min: -9, max: 9 }),
        maximum: fc.integer({ min: 9, max: 99 }),
        default: fc.integer({ min: -9, max: 99 }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([type, rest]) => ({ type, ...rest }));
const choice: fc.Arbitrary<JsonSchema> = fc
  .uniqueArray(hostileText, { minLength: 1, maxLength: 4 })
  .map((values) => ({ type: 'string', enum: values }));
const scalar = withNotes(fc.oneof(text, number, choice, fc.constant({ type: 'boolean' })));
const list = withNotes(scalar.map((items) => ({ type: 'array', items })));

function objectOf(value: fc.Arbitrary<JsonSchema>, nameOf: fc.Arbitrary<string> = names): fc.Arbitrary<JsonSchema> {
  return fc
    .uniqueArray(fc.tuple(nameOf, value, fc.boolean()), { maxLength: 4, minLength: 1, selector: ([name]) => name })
    .chain((entries) =>
      fc.constantFrom({}, {}, { additionalProperties: false }).map((closed): JsonSchema => {
        const required = entries.filter(([, , needed]) => needed).map(([name]) => name);
        return {
          type: 'object',
          properties: Object.fromEntries(entries.map(([name, schema]) => [name, schema])),
          ...(required.length > 0 ? { required } : {}),
          ...closed,
        };
      }),
    );
}

const { schema: anySchema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: withNotes(
    fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      text,
      number,
      choice,
      fc.constant<JsonSchema>({ type: ['string', 'null'] }),
      fc.constant<JsonSchema>({ $ref: '#/$defs/node' }),
      fc.constant<JsonSchema>({ $ref: '#/$defs/*~1%20x' }),
      jsonValue.map((value): JsonSchema => ({ const: value })),
      fc.constant<JsonSchema>({}),
      tie('schema').map((items): JsonSchema => ({ type: 'array', items, maxItems: 3 })),
      objectOf(tie('schema')),
      objectOf(tie('schema')).chain((schema) => jsonValue.map((value): JsonSchema => ({ ...schema, default: value }))),
      fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf): JsonSchema => ({ anyOf })),
      fc.array(objectOf(scalar), { minLength: 1, maxLength: 2 }).map((allOf): JsonSchema => ({ allOf })),
      tie('schema').map((value): JsonSchema => ({ type: 'object', additionalProperties: value })),
      tie('schema').map((first): JsonSchema => ({ type: 'array', prefixItems: [first], items: false })),
    ),
  ),
}));

/** Every schema may refer to these: one that contains itself, and one with a name to trip over. */
const DEFINITIONS: JsonSchema = {
  node: {
    type: 'object',
    description: '*/ A node.',
    properties: {
      value: { type: 'string', default: 'x' },
      children: { type: 'array', items: { $ref: '#/$defs/node' } },
    },
    required: ['value'],
  },
  '*/ x': { enum: ['*/', "'", 1, null] },
};

function withDefinitions(schema: JsonSchema): JsonSchema {
  return JSON.stringify(schema).includes('#/$defs/') ? { ...schema, $defs: DEFINITIONS } : schema;
}

/** Puts a mark before every argument, so that sections do not collide. */
function marked(schema: JsonSchema, mark: string): JsonSchema {
  const rename = (name: string): string => `${mark}${name}`;
  const { properties = {}, required } = schema;
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties as object).map(([name, value]) => [rename(name), value])),
    ...(Array.isArray(required) ? { required: required.map((name) => rename(String(name))) } : {}),
  };
}

const PARAMS = ['id', 'kind'];
const params = fc.subarray(PARAMS).chain((used) =>
  fc.tuple(...used.map(() => withNotes(fc.oneof(text, number)))).map((schemas): JsonSchema | undefined =>
    used.length === 0
      ? undefined
      : {
          type: 'object',
          properties: Object.fromEntries(used.map((name, index) => [name, schemas[index] ?? {}])),
          required: used,
        },
  ),
);
const query = objectOf(fc.oneof(scalar, list)).map((schema) => marked(schema, 'q '));
const headers = objectOf(scalar, fc.stringMatching(/^[a-z]{2,6}$/)).map((schema) => marked(schema, 'x-h-'));
const body = fc.oneof(
  objectOf(anySchema).map((schema) => marked(schema, 'b ')),
  anySchema.map((items): JsonSchema => ({ type: 'array', items })),
);
const response = fc.oneof(objectOf(anySchema), anySchema);

const data = fc.record(
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

function optional<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 2 });
}

function schemaPart(key: keyof Endpoint, schema: JsonSchema | undefined): Partial<Endpoint> {
  return schema === undefined ? {} : { [key]: withDefinitions(schema) };
}

const endpoint: fc.Arbitrary<Endpoint> = fc
  .tuple(
    fc.constantFrom<HttpMethod>('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
    hostileText.map((description) => (description.trim() === '' ? 'Nothing.' : description)),
    fc.tuple(params, optional(query), optional(headers), optional(body), optional(response)),
    data,
    fc.boolean(),
  )
  .map(([method, description, [pathSchema, querySchema, headerSchema, bodySchema, responseSchema], rest, renames]) => {
    const names = Object.keys((pathSchema?.properties as object | undefined) ?? {});
    const queryNames = Object.keys((querySchema?.properties as object | undefined) ?? {});
    return {
      method,
      path: `/a*/${names.map((name) => `{${name}}`).join('/')}`,
      description,
      ...rest,
      ...schemaPart('params', pathSchema),
      ...schemaPart('query', querySchema),
      ...schemaPart('headers', headerSchema),
      ...(method === 'GET' ? {} : schemaPart('body', bodySchema)),
      ...schemaPart('response', responseSchema),
      ...(renames ? { rename: Object.fromEntries(queryNames.map((name) => [name, `wire ${name}`])) } : {}),
    };
  });

const toolName = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
  fc.constantFrom(
    'con',
    'NUL',
    'index',
    'class',
    'get_a',
    'getA',
    'get-a',
    'GET_A',
    'tools',
    'constructor',
    '1st',
    '__',
  ),
);

/** Endpoint maps of data, valid as they are. */
export const anyMap: fc.Arbitrary<EndpointMap> = fc
  .uniqueArray(fc.tuple(toolName, endpoint), { minLength: 1, maxLength: 2, selector: ([name]) => name })
  .map((entries) => Object.fromEntries(entries));
