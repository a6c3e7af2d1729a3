import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import type { EndpointReply } from '../../src/backend/exchange.js';
import type { Endpoint } from '../../src/endpoints/endpoint.js';
import type { CompileOptions } from '../../src/tools/compile-options.js';
import { compileTools } from '../../src/tools/compile-tools.js';
import { recordingLogger } from '../helpers/recording-logger.js';
import { callTool, failureOf, jsonReply, recordingBackend, textOf } from '../helpers/tools.js';

const get = { method: 'GET', path: '/orders', description: 'Orders.' } as const;
const order = z.object({ id: z.string(), total: z.number(), placed: z.iso.datetime().optional() });

function answer(endpoint: Partial<Endpoint>, reply: Partial<EndpointReply>, options: Partial<CompileOptions> = {}) {
  const backend = recordingBackend(() => ({ ...jsonReply(undefined), ...reply }));
  return callTool({ tool: { ...get, ...endpoint } }, 'tool', {}, { backend, ...options });
}

function outputSchema(response: Endpoint['response'], options: Partial<CompileOptions> = {}) {
  const map = response ? { tool: { ...get, response } } : { tool: get };
  return compileTools(map, { backend: recordingBackend(), ...options }).definitions[0]?.outputSchema;
}

test('JSON is shown indented', async (t) => {
  t.deepEqual(await answer({}, { body: { a: [1] } }), {
    content: [{ type: 'text', text: '{\n  "a": [\n    1\n  ]\n}' }],
  });
});

test('JSON that fits only without indentation is shown whole and compact, and larger JSON is cut compact', async (t) => {
  const body = { list: [1, 2, 3, 4] };
  t.is(textOf(await answer({}, { body }, { maxResultChars: 20 })), '{"list":[1,2,3,4]}');
  t.regex(
    textOf(await answer({}, { body }, { maxResultChars: 10 })),
    /^\{"list":\[1\n\[Cut here: 8 of 18 characters left out\./,
  );
});

test('a large answer that is nested deeply costs no more than its size', async (t) => {
  let body: unknown = Array.from({ length: 3_000_000 }, () => 1);
  for (let level = 0; level < 200; level += 1) body = [body];
  const result = await answer({}, { body });
  t.is(result.isError, undefined);
  t.regex(textOf(result), /\[Cut here: \d{7} of \d{7} characters left out\./);
});

test('text is shown as it is, and nothing as a sentence', async (t) => {
  t.is(textOf(await answer({}, { body: 'plain', mediaType: 'text/plain' })), 'plain');
  t.is(textOf(await answer({}, { body: 'plain', mediaType: 'application/json' })), '"plain"');
  t.is(textOf(await answer({}, { status: 204 })), 'Done (HTTP 204, no content).');
});

for (const [mediaType, block] of [
  ['image/png', { type: 'image', data: 'AQID', mimeType: 'image/png' }],
  ['audio/wav', { type: 'audio', data: 'AQID', mimeType: 'audio/wav' }],
  [
    'application/pdf',
    { type: 'resource', resource: { uri: 'tool://tool/result', blob: 'AQID', mimeType: 'application/pdf' } },
  ],
] as const) {
  test(`${mediaType} becomes a block of its kind`, async (t) => {
    t.deepEqual((await answer({}, { body: Uint8Array.of(1, 2, 3), mediaType })).content, [block]);
  });
}

test('long text is cut with a note of how much is missing, never inside a character', async (t) => {
  const body = `${'a'.repeat(9)}😀${'b'.repeat(100)}`;
  const text = textOf(await answer({}, { body, mediaType: 'text/plain' }, { maxResultChars: 10 }));
  t.is(
    text,
    'aaaaaaaaa\n[Cut here: 102 of 111 characters left out. Ask for less to see the rest, for example with a filter, a limit or an offset.]',
  );
});

test('with a response schema the answer is also structured, whole even where the text is cut', async (t) => {
  const body = { id: 'x'.repeat(1000), total: 1 };
  const result = await answer({ response: order }, { body }, { maxResultChars: 50 });
  t.deepEqual(result.structuredContent, body);
  t.regex(textOf(result), /Cut here/);
});

test('the published output schema is an object, tolerates further properties, and asserts no format', (t) => {
  const schema = outputSchema(order);
  t.is(schema?.type, 'object');
  t.deepEqual(schema?.required, ['id', 'total']);
  t.false('additionalProperties' in (schema ?? {}));
  t.false(JSON.stringify(schema).includes('"format"'));
  t.is(outputSchema(undefined), undefined);
});

test('a 64-bit integer may be a number or, where a double cannot hold it, a string', async (t) => {
  const response = { type: 'object', properties: { id: { type: 'integer', format: 'int64' } } };
  t.deepEqual(outputSchema(response)?.properties, { id: { type: ['integer', 'string'] } });
  for (const id of [7, '9007199254740993']) {
    t.deepEqual((await answer({ response }, { body: { id } })).structuredContent, { id });
  }
});

test('zod 3 response schemas tolerate further properties too', async (t) => {
  const response = z3.object({ id: z3.string() });
  const result = await answer({ response }, { body: { id: 'a', more: 1 } });
  t.deepEqual(result.structuredContent, { id: 'a', more: 1 });
});

for (const [what, response, body] of [
  ['a list', z.array(order), [{ id: 'a', total: 1 }]],
  ['a scalar', z.number(), 7],
  ['a union', z.union([order, z.null()]), null],
  ['JSON Schema of a list', { type: 'array', items: { $ref: '#/$defs/N' }, $defs: { N: { type: 'number' } } }, [1, 2]],
] as const) {
  test(`an answer that is ${what} stands below result, in schema and content`, async (t) => {
    const result = await answer({ response }, { body });
    t.deepEqual(result.structuredContent, { result: body });
    const schema = outputSchema(response);
    t.deepEqual([schema?.type, schema?.required], ['object', ['result']]);
    t.true(new Ajv2020({ strict: false }).validate(schema ?? {}, result.structuredContent));
  });
}

test('a recursive answer is published without composition at the root and validated', async (t) => {
  const node = z.object({
    name: z.string(),
    get children() {
      return z.array(node);
    },
  });
  const body = { name: 'a', children: [{ name: 'b', children: [] }] };
  t.deepEqual((await answer({ response: node }, { body })).structuredContent, body);
  t.true((await answer({ response: node }, { body: { name: 'a', children: [{ name: 1, children: [] }] } })).isError);
});

test('an answer that does not fit is an error that names what does not fit and still shows the data', async (t) => {
  const logger = recordingLogger();
  const result = await answer({ response: order }, { body: { id: null, total: '12.50' } }, { logger });
  t.true(result.isError);
  t.is(result.structuredContent, undefined);
  t.deepEqual(failureOf(result), { code: 'bad_response_shape', retryable: false, outcome: 'done' });
  const [head, data] = result.content;
  t.regex(
    head?.type === 'text' ? head.text : '',
    /- id: must be string\n- total: must be number\nThe answer follows as it was received/,
  );
  t.deepEqual(JSON.parse(data?.type === 'text' ? data.text : ''), { id: null, total: '12.50' });
  t.is(logger.entries[0]?.level, 'warn');
});

for (const [what, reply] of [
  ['no content', { status: 204 }],
  ['bytes', { body: Uint8Array.of(1), mediaType: 'image/png' }],
  ['a list', { body: [] }],
] as const) {
  test(`${what} instead of the promised object is an error, not an empty success`, async (t) => {
    t.like(failureOf(await answer({ response: order }, reply)), { code: 'bad_response_shape', outcome: 'done' });
  });
}

test('with outputMismatch warn nothing is promised: drift is logged and passed on, and fits what is published', async (t) => {
  const logger = recordingLogger();
  const options = { outputMismatch: 'warn', logger } as const;
  for (const body of [{ id: null, total: '12.50' }, [1], { id: 'a', total: 1 }]) {
    const result = await answer({ response: order }, { body }, options);
    t.falsy(result.isError);
    t.deepEqual(result.structuredContent, Array.isArray(body) ? { result: body } : body);
    t.true(new Ajv2020().validate(outputSchema(order, options) ?? {}, result.structuredContent));
  }
  t.deepEqual(outputSchema(order, options), { type: 'object', properties: { id: {}, total: {}, placed: {} } });
});

test('a format hook makes the result from the validated arguments and the reply', async (t) => {
  const backend = recordingBackend(() => jsonReply({ n: 2 }));
  const endpoint: Endpoint = {
    ...get,
    query: z.object({ limit: z.number().default(5) }),
    format: async (reply, { tool, arguments: { limit } }) => ({
      content: [{ type: 'text', text: `${tool} ${limit} ${JSON.stringify(reply.body)}` }],
    }),
  };
  t.is(textOf(await callTool({ tool: endpoint }, 'tool', {}, { backend })), 'tool 5 {"n":2}');
});

test('F29: a format hook that throws, or returns no result, is an error of a call that was carried out', async (t) => {
  const logger = recordingLogger();
  const broken = () => {
    throw new Error('secret-canary');
  };
  for (const format of [broken, () => 'text', async () => undefined]) {
    const endpoint = { format } as unknown as Partial<Endpoint>;
    const result = await answer(endpoint, { body: {} }, { logger });
    t.deepEqual(failureOf(result), { code: 'internal_error', retryable: false, outcome: 'done' });
    t.false(JSON.stringify(result).includes('secret-canary'));
  }
  t.is(logger.entries.length, 3);
});

test('what a format hook returns is held to the published output schema', async (t) => {
  const content = [{ type: 'text', text: 'kept' }] as const;
  const missing = await answer({ response: order, format: () => ({ content }) }, { body: {} });
  t.like(failureOf(missing), { code: 'bad_response_shape' });
  t.regex(textOf(missing), /structuredContent is missing[\s\S]*kept/);
  const structuredContent = { id: 'a', total: 1 };
  const sound = await answer({ response: order, format: () => ({ content, structuredContent }) }, { body: {} });
  t.deepEqual(sound.structuredContent, structuredContent);
  const refused = await answer({ response: order, format: () => ({ content, isError: true }) }, { body: {} });
  t.deepEqual(refused, { content, isError: true });
});

test('an output schema with composition at its root and no properties is published below result', (t) => {
  const response = { type: 'object', allOf: [{ type: 'object', properties: { id: { type: 'string' } } }] };
  t.deepEqual(outputSchema(response), { type: 'object', properties: { result: response }, required: ['result'] });
});

test('a shared schema is published once: what only the root referred to is no definition any more', (t) => {
  const Leaf = { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } };
  const Order = { type: 'object', properties: { leaf: { $ref: '#/$defs/Leaf' } } };
  const shared = { Order, Leaf, Other: { type: 'string' } };
  t.deepEqual(outputSchema({ $ref: '#/$defs/Order', $defs: shared }), {
    type: 'object',
    properties: { leaf: { $ref: '#/$defs/Leaf' } },
    $defs: { Leaf: { type: 'object', properties: { at: { type: 'string' } } } },
  });
  const Tree = { type: 'object', properties: { next: { $ref: '#/$defs/Tree' } } };
  t.deepEqual(outputSchema({ $ref: '#/$defs/Tree', $defs: { Tree } }), { ...Tree, $defs: { Tree } });
  t.deepEqual(outputSchema({ $ref: '#/$defs/Leaf', $defs: shared }, { outputMismatch: 'warn' }), {
    type: 'object',
    properties: { at: {} },
  });
});
