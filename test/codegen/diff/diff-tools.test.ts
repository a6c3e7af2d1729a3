import test from 'ava';
import type { Change } from '../../../codegen/src/diff/change.js';
import { type ComparedTool, diffTools } from '../../../codegen/src/diff/diff-tools.js';

const tool: ComparedTool = {
  name: 'list_orders',
  description: 'List orders.',
  method: 'GET',
  path: '/orders',
  scopes: [],
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  inputSchema: {
    type: 'object',
    properties: { limit: { type: 'integer', maximum: 100, default: 20 }, status: { enum: ['open', 'closed'] } },
    additionalProperties: false,
  },
  outputSchema: {
    type: 'object',
    properties: { id: { type: 'string' }, lines: { type: 'array', items: { $ref: '#/$defs/Line' } } },
    required: ['id'],
    $defs: { Line: { type: 'object', properties: { sku: { type: 'string' } } } },
  },
};

function withInput(properties: Record<string, unknown>, required: string[] = []): ComparedTool {
  return { ...tool, inputSchema: { ...tool.inputSchema, properties, required } };
}

function tell(changes: readonly Change[]): string[] {
  return changes.map(({ tool: name, breaking, message }) => `${breaking ? 'breaking ' : ''}${name}: ${message}`);
}

const limit = { type: 'integer', maximum: 100, default: 20 };
const status = { enum: ['open', 'closed'] };

test('the same tools have not changed, whatever their order', (t) => {
  const other = { ...tool, name: 'a', path: '/a' };
  t.deepEqual(diffTools([tool, other], structuredClone([other, tool])), []);
});

test('tools that come, go and are renamed', (t) => {
  const added = { ...tool, name: 'get_order', path: '/orders/{id}' };
  t.deepEqual(tell(diffTools([tool], [tool, added])), ['get_order: was added (GET /orders/{id}).']);
  t.deepEqual(tell(diffTools([tool, added], [tool])), ['breaking get_order: was removed (GET /orders/{id}).']);
  t.deepEqual(tell(diffTools([tool], [{ ...tool, name: 'orders' }])), [
    'breaking orders: was renamed from list_orders.',
  ]);
});

test('a tool is not taken for renamed when two could be meant', (t) => {
  const changes = diffTools(
    [tool],
    [
      { ...tool, name: 'a' },
      { ...tool, name: 'b' },
    ],
  );
  t.deepEqual(tell(changes), [
    'a: was added (GET /orders).',
    'b: was added (GET /orders).',
    'breaking list_orders: was removed (GET /orders).',
  ]);
});

const cases: readonly (readonly [string, ComparedTool, readonly string[]])[] = [
  ['an optional argument was added', withInput({ limit, status, page: {} }), ['argument "page" was added, optional.']],
  [
    'a required argument was added',
    withInput({ limit, status, page: {} }, ['page']),
    ['breaking argument "page" was added, required.'],
  ],
  ['an argument was removed', withInput({ limit }), ['breaking argument "status" was removed.']],
  [
    'an argument became required',
    withInput({ limit, status }, ['status']),
    ['breaking argument "status" became required.'],
  ],
  [
    'a maximum went down',
    withInput({ limit: { ...limit, maximum: 50 }, status }),
    ['breaking argument "limit" narrowed: maximum went from 100 to 50.'],
  ],
  [
    'a maximum went up',
    withInput({ limit: { ...limit, maximum: 200 }, status }),
    ['argument "limit" widened: maximum went from 100 to 200.'],
  ],
  [
    'a type was widened',
    withInput({ limit: { ...limit, type: 'number' }, status }),
    ['argument "limit" widened: integer became number.'],
  ],
  [
    'values went and came',
    withInput({ limit, status: { enum: ['open', 'lost'] } }),
    ['breaking argument "status" changed: no longer "closed"; now also "lost".'],
  ],
  [
    'a default changed',
    withInput({ limit: { ...limit, default: 10 }, status }),
    ['breaking argument "limit" has another default: 20 became 10.'],
  ],
  [
    'an argument is described in other words',
    withInput({ limit: { ...limit, description: 'At most.' }, status }),
    ['argument "limit" is described in other words.'],
  ],
  ['the description changed', { ...tool, description: 'Lists.' }, ['description changed.']],
  ['the title changed', { ...tool, title: 'Orders' }, ['title changed.']],
  ['the endpoint changed', { ...tool, path: '/v2/orders' }, ['endpoint changed from GET /orders to GET /v2/orders.']],
  ['a scope was added', { ...tool, scopes: ['orders:read'] }, ['breaking needs the scope orders:read now.']],
  [
    'a promise was taken back',
    { ...tool, annotations: { ...tool.annotations, readOnlyHint: false } },
    ['breaking annotation readOnlyHint changed from true to false.'],
  ],
  [
    'a promise was made',
    { ...tool, annotations: { ...tool.annotations, openWorldHint: false } },
    ['annotation openWorldHint changed from true to false.'],
  ],
  [
    'a result property, deep in a definition, was removed',
    { ...tool, outputSchema: { ...tool.outputSchema, $defs: { Line: { type: 'object', properties: {} } } } },
    ['breaking result "lines[].sku" was removed.'],
  ],
  [
    'a result property was added',
    {
      ...tool,
      outputSchema: {
        ...tool.outputSchema,
        $defs: { Line: { type: 'object', properties: { sku: { type: 'string' }, n: {} } } },
      },
    },
    ['result "lines[].n" was added.'],
  ],
  [
    'a result may be missing now',
    { ...tool, outputSchema: { ...tool.outputSchema, required: [] } },
    ['breaking result "id" may be missing now.'],
  ],
];

for (const [title, after, expected] of cases) {
  test(title, (t) => {
    const before = title === 'a scope was removed' ? { ...tool, scopes: ['x'] } : tool;
    t.deepEqual(
      tell(diffTools([before], [after])),
      expected.map((line) =>
        line.startsWith('breaking ') ? `breaking list_orders: ${line.slice(9)}` : `list_orders: ${line}`,
      ),
    );
  });
}

test('results that are no longer structured break their readers; new ones do not', (t) => {
  const { outputSchema, ...bare } = tool;
  t.deepEqual(tell(diffTools([tool], [bare])), ['breaking list_orders: has no structured results any more.']);
  t.deepEqual(tell(diffTools([bare], [tool])), ['list_orders: has structured results now.']);
});

test('a recursive schema that changed somewhere is compared to its end', (t) => {
  const tree = (type: string) => ({
    ...tool,
    inputSchema: {
      type: 'object',
      properties: { tree: { $ref: '#/$defs/Node' } },
      additionalProperties: false,
      $defs: {
        Node: {
          type: 'object',
          properties: { value: { type }, children: { type: 'array', items: { $ref: '#/$defs/Node' } } },
        },
      },
    },
  });
  t.deepEqual(tell(diffTools([tree('string')], [tree('integer')])), [
    'breaking list_orders: argument "tree.value" changed: string became integer.',
  ]);
});

test('alternatives: another one is fine where it cannot be taken for the others', (t) => {
  const kind = (name: string) => ({ type: 'object', properties: { kind: { const: name } }, required: ['kind'] });
  const shape = (...names: string[]) => withInput({ limit, status, shape: { oneOf: names.map(kind) } });
  t.deepEqual(tell(diffTools([shape('a', 'b')], [shape('a', 'b', 'c')])), [
    'list_orders: argument "shape" widened: has further alternatives.',
  ]);
  t.deepEqual(tell(diffTools([shape('a', 'b')], [shape('a')])), [
    'breaking list_orders: argument "shape" changed: its alternatives changed.',
  ]);
});
