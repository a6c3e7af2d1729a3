import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { endpointsFromJson } from '../../src/endpoints/endpoints-from-json.js';
import { loadEndpoints } from '../../src/endpoints/load-endpoints.js';
import { EndpointError } from '../../src/errors.js';
import { buildToolModels } from '../../src/tools/tool-model.js';
import { problemsOf } from '../helpers/tools.js';

const orders = {
  get_order: {
    method: 'GET',
    path: '/orders/{orderId}',
    description: 'Fetch one order.',
    params: { type: 'object', properties: { orderId: { $ref: '#/$defs/Id' } }, required: ['orderId'] },
    response: { type: 'object', properties: { id: { $ref: '#/$defs/Id' } } },
  },
};
const $defs = { Id: { type: 'string', minLength: 1 }, Unused: { type: 'number' } };

async function file(t: ExecutionContext, name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'endpoints-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const YAML = `
endpoints:
  list_orders:
    method: GET
    path: /orders
    description: List orders.
    query:
      type: object
      properties:
        limit: { type: integer, default: 20 }
  get_order:
    method: GET
    path: /orders/{orderId}
    description: Fetch one order.
    params: { type: object, properties: { orderId: { $ref: '#/$defs/Id' } }, required: [orderId] }
$defs:
  Id: { type: string }
`;

test('a JSON document becomes a map; its definitions reach the schemas that use them', (t) => {
  const [model] = buildToolModels(endpointsFromJson({ endpoints: orders, $defs }));
  t.deepEqual(model?.definition.inputSchema, {
    type: 'object',
    properties: { orderId: { $ref: '#/$defs/Id' } },
    required: ['orderId'],
    additionalProperties: false,
    $defs: { Id: { type: 'string', minLength: 1 } },
  });
});

test('every mistake of a document is told with its place and the nearest valid key', (t) => {
  const endpoint = { method: 'GET', path: '/a', description: 'A.' };
  t.deepEqual(
    problemsOf(t, () =>
      endpointsFromJson({
        endpoints: {
          a: { ...endpoint, qeury: {}, format: 'x', credential: {} },
          b: { ...endpoint, query: 'string' },
          c: 7,
          d: { ...endpoint, constants: { qurey: { a: 1 } } },
        },
      }),
    ),
    [
      'endpoints.a.qeury: is not a known key. Did you mean "query"?',
      'endpoints.a.format: is a function and cannot stand in JSON or YAML. Write this endpoint in TypeScript.',
      'endpoints.a.credential: is a function and cannot stand in JSON or YAML. Write this endpoint in TypeScript.',
      'endpoints.b.query: must be a JSON Schema object, not string.',
      'endpoints.c: must be an object, not number.',
      'endpoints.d.constants.qurey: is not a known key. Did you mean "query"?',
    ],
  );
});

test('a misspelt key hides no other mistake of its endpoint, and causes none', (t) => {
  const params = { type: 'object', properties: { id: { type: 'strin' } } };
  t.deepEqual(
    problemsOf(t, () =>
      endpointsFromJson({
        endpoints: {
          a: { metod: 'GET', path: '/a/{id}', description: 'A.', tittle: 'A', zzzzzz: 1 },
          b: { method: 'GET', path: '/b/{', description: 'B.', parms: params, response: { type: 'objct' } },
          c: { method: 'GET', path: 7, description: 'C.', params },
        },
      }),
    ).map((problem) => problem.replace(/Valid: .*$/, 'Valid: …')),
    [
      'endpoints.a.metod: is not a known key. Did you mean "method"?',
      'endpoints.a.tittle: is not a known key. Did you mean "title"?',
      'endpoints.a.zzzzzz: is not a known key. Valid: …',
      'endpoints.a.method: is missing.',
      'endpoints.a.params: lacks "id", which is in the path /a/{id}. Add "id" to params.',
      'endpoints.b.parms: is not a known key. Did you mean "params"?',
      'endpoints.b.path: has an unbalanced or nested brace.',
      'endpoints.b.response.type: is not valid JSON Schema: must be one of "array","boolean","integer","null","number","object","string".',
      'endpoints.c.path: must be a string that is not blank, not number.',
      'endpoints.c.params.properties.id.type: is not valid JSON Schema: must be one of "array","boolean","integer","null","number","object","string".',
    ],
  );
});

test('what cannot stand in a document is not proposed for it', (t) => {
  const endpoint = { method: 'GET', path: '/a', description: 'A.', zzzzzz: 1, formatt: 2 };
  const problems = problemsOf(t, () => endpointsFromJson({ endpoints: { a: endpoint } }));
  t.is(problems.length, 2);
  for (const problem of problems) t.notRegex(problem, /\b(request|format|mapError|credential)\b/);
});

test('half of a sentence that YAML made a keyword is found', async (t) => {
  const text = (properties: string): string =>
    `endpoints:\n  a:\n    method: GET\n    path: /a/{code}\n    description: A.\n    params: { type: object, required: [code], properties: ${properties} }\n`;
  const load = async (properties: string) => loadEndpoints(await file(t, 'map.yaml', text(properties)));
  const error = await t.throwsAsync(load('{ code: { type: string, description: Three letters, such as HAR } }'), {
    instanceOf: EndpointError,
  });
  t.deepEqual(
    error?.problems.map(({ place }) => place),
    ['endpoints.a.params.properties.code.such as HAR'],
  );
  await t.notThrowsAsync(load('{ code: { type: [string, "null"], default: null, example: null, x-note: null } }'));
  t.deepEqual(
    problemsOf(t, () => endpointsFromJson({ endpoints: {}, $defs: { Code: { items: { optional: null } } } })),
    [
      '$defs.Code.items.optional: is null, and no keyword of JSON Schema. Leave it out. In YAML, text with a comma between "{" and "}" needs quotes.',
    ],
  );
});

for (const [what, data, expected] of [
  ['a list', [], ['document: must be an object with the key "endpoints".']],
  [
    'a bare map',
    orders,
    [
      'get_order: is not a known key of the document. Valid: $schema, $defs, endpoints.',
      'endpoints: must be an object of endpoints by tool name.',
    ],
  ],
  [
    'a misspelt key',
    { endpoint: {} },
    [
      'endpoint: is not a known key of the document. Did you mean "endpoints"?',
      'endpoints: must be an object of endpoints by tool name.',
    ],
  ],
] as const) {
  test(`a document that is ${what} is refused`, (t) => {
    t.deepEqual(
      problemsOf(t, () => endpointsFromJson(data)),
      [...expected],
    );
  });
}

test('T112: a tool named __proto__ in a document is refused', (t) => {
  const data: unknown = JSON.parse('{"endpoints":{"__proto__":{"method":"GET","path":"/","description":"x"}}}');
  t.deepEqual(
    problemsOf(t, () => endpointsFromJson(data)),
    ['endpoints.__proto__: is not a tool name. Use 1 to 64 letters, digits, "_" and "-".'],
  );
});

test('a YAML file is read in order', async (t) => {
  const map = await loadEndpoints(await file(t, 'map.yaml', YAML));
  t.deepEqual(Object.keys(map), ['list_orders', 'get_order']);
  t.is(map.get_order?.path, '/orders/{orderId}');
});

test('a JSON file is read', async (t) => {
  const map = await loadEndpoints(await file(t, 'map.json', JSON.stringify({ endpoints: orders, $defs })));
  t.deepEqual(Object.keys(map), ['get_order']);
});

test('a key that stands twice in a JSON file is named with its place', async (t) => {
  const path = await file(
    t,
    'map.json',
    '{"endpoints":{"a":{"path":"}","scopes":["x,","y"]},"b":{"path":"/", "\\u0070ath":"/x"},"a":{}}}',
  );
  const error = await t.throwsAsync(loadEndpoints(path), { instanceOf: EndpointError });
  t.deepEqual(
    error?.problems.map(({ place }) => place),
    ['endpoints.b.path', 'endpoints.a'],
  );
});

for (const [name, text, expected] of [
  ['map.json', '{', /is not valid JSON/],
  ['map.yaml', 'a: [', /is not valid YAML/],
  ['map.yml', 'endpoints: {a: 1, a: 2}', /is not valid YAML/],
  ['map.txt', '', /neither a \.json nor a \.yaml file/],
] as const) {
  test(`${name} holding ${text || 'nothing'} is refused with its name`, async (t) => {
    const path = await file(t, name, text);
    const error = await t.throwsAsync(loadEndpoints(path), { instanceOf: EndpointError });
    t.is(error?.problems[0]?.place, path);
    t.regex(error?.problems[0]?.message ?? '', expected);
  });
}

test('a file that is not there is named', async (t) => {
  const error = await t.throwsAsync(loadEndpoints('no/such/file.json'), { instanceOf: EndpointError });
  t.deepEqual(error?.problems, [{ place: 'no/such/file.json', message: 'cannot be read (ENOENT).' }]);
});
