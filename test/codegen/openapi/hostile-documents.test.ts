import test from 'ava';
import fc from 'fast-check';
import { definitionsOf, importAccepted } from './helpers/small-document.js';

const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'id') },
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '',
    `\`\${x}\``,
    '*/',
    '\u2028',
    "'",
    '"',
    '\\',
    '$ref',
    'body',
  ),
  fc.constantFrom('\ud800', '\u202e', '<script>', '../..', '%2e%2e', 'x'.repeat(300), '日本語', 'a b', '{', '}'),
  fc.string({ maxLength: 12, unit: 'binary' }),
);
const scalar = fc.oneof(hostile, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const reference = fc.constantFrom('A', 'B', 'C', 'D', 'missing').map((name) => `#/components/schemas/${name}`);
const type = fc.oneof(
  fc.constantFrom('string', 'integer', 'number', 'boolean', 'object', 'array', 'null', 'any', 'file', 'object'),
  fc.array(fc.constantFrom('string', 'null', 'object', 'wat')),
  scalar,
);

const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.oneof(scalar, fc.record({ $ref: reference }), fc.record({ type })),
    fc.record(
      {
        type,
        properties: fc.oneof(fc.dictionary(hostile, tie('schema'), { maxKeys: 4 }), scalar),
        required: fc.oneof(fc.array(hostile, { maxLength: 3 }), scalar),
        items: fc.oneof(tie('schema'), fc.array(tie('schema'), { maxLength: 2 })),
        allOf: fc.array(tie('schema'), { maxLength: 3 }),
        oneOf: fc.array(tie('schema'), { maxLength: 3 }),
        anyOf: fc.oneof(fc.array(tie('schema'), { maxLength: 3 }), scalar),
        not: tie('schema'),
        additionalProperties: tie('schema'),
        patternProperties: fc.dictionary(hostile, tie('schema'), { maxKeys: 2 }),
        enum: fc.oneof(fc.array(scalar, { maxLength: 4 }), scalar),
        const: scalar,
        default: scalar,
        example: scalar,
        description: scalar,
        nullable: scalar,
        readOnly: fc.boolean(),
        pattern: fc.oneof(fc.constantFrom('(a+)+$', '^[a-z]+$', '(', '\\_', '(?i)x'), scalar),
        format: fc.constantFrom('binary', 'byte', 'date', 'int64'),
        minimum: scalar,
        maximum: scalar,
        exclusiveMinimum: scalar,
        minLength: scalar,
        maxItems: scalar,
        multipleOf: scalar,
        discriminator: fc.oneof(scalar, fc.record({ propertyName: scalar, mapping: fc.dictionary(hostile, hostile) })),
      },
      { requiredKeys: [] },
    ),
  ),
}));

const parameter = fc.record(
  {
    name: hostile,
    in: fc.constantFrom('path', 'query', 'header', 'cookie', 'nowhere'),
    required: scalar,
    description: scalar,
    style: fc.constantFrom('form', 'simple', 'label', 'matrix', 'deepObject', 'pipeDelimited', 'spaceDelimited', 'wat'),
    explode: fc.boolean(),
    schema,
  },
  { requiredKeys: ['name', 'in'] },
);
const mediaType = fc.constantFrom(
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/octet-stream',
  'text/plain',
  'image/*',
  '*/*',
  'nonsense',
);
const content = fc.dictionary(mediaType, fc.record({ schema }, { requiredKeys: [] }), { maxKeys: 2 });
const operation = fc.record(
  {
    operationId: fc.oneof(hostile, scalar),
    summary: scalar,
    description: scalar,
    deprecated: fc.boolean(),
    tags: fc.array(hostile, { maxLength: 2 }),
    parameters: fc.array(fc.oneof({ weight: 5, arbitrary: parameter }, scalar), { maxLength: 4 }),
    requestBody: fc.record({ content, required: fc.oneof(fc.boolean(), scalar) }),
    responses: fc.dictionary(fc.constantFrom('200', '201', 'default'), fc.record({ content }), { maxKeys: 2 }),
    security: fc.array(fc.dictionary(hostile, fc.array(hostile)), { maxLength: 2 }),
    'x-mcp-name': hostile,
  },
  { requiredKeys: [] },
);
const path = fc
  .array(
    fc.oneof(
      hostile,
      hostile.map((name) => `{${name}}`),
    ),
    { maxLength: 4 },
  )
  .map((segments) => `/${segments.join('/')}`);
const document = fc.record({
  openapi: fc.constantFrom('3.0.3', '3.1.0'),
  info: fc.record({ title: scalar, version: scalar, description: scalar }),
  servers: fc.array(fc.record({ url: hostile }), { maxLength: 2 }),
  paths: fc.dictionary(
    path,
    fc.dictionary(fc.constantFrom('get', 'post', 'put', 'delete', 'trace'), operation, { maxKeys: 3 }),
    { maxKeys: 3 },
  ),
  components: fc.record({ schemas: fc.record({ A: schema, B: schema, C: schema, D: schema }) }),
});

test('whatever a document says, the library accepts what is imported, and nothing is thrown', (t) => {
  fc.assert(
    fc.property(document, (given) => {
      const before = JSON.stringify(given);
      const map = importAccepted(given);
      t.is(JSON.stringify(given), before);
      for (const [name, { description, inputSchema }] of Object.entries(definitionsOf(map))) {
        t.regex(name, /^[A-Za-z0-9_-]{1,64}$/);
        t.true(description.trim() !== '' && !/\p{Cs}/u.test(description));
        for (const argument of Object.keys(Object(inputSchema.properties))) t.regex(argument, /^[A-Za-z0-9_.-]{1,64}$/);
      }
      const refused = map.notes.filter(({ code }) => code === 'operation-refused');
      for (const { message } of refused) t.regex(message, /\.(?:path|styles)/);
      t.deepEqual(
        map.notes.filter(({ severity }) => severity === 'error'),
        [],
      );
    }),
    { numRuns: 100 },
  );
});
