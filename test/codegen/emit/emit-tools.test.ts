import test from 'ava';
import fc from 'fast-check';
import type { EndpointMap } from 'mcp-rest-proxy';
import { buildToolModels } from 'mcp-rest-proxy/codegen';
import type { EmitInput } from '../../../codegen/src/emit/emit-input.js';
import { emitTools } from '../../../codegen/src/emit/emit-tools.js';
import { GenerateError } from '../../../codegen/src/notes.js';
import { anyMap } from './any-map.js';
import { createDice } from './dice.js';
import { goldenCases } from './golden-cases.js';

const get = { method: 'GET', path: '/a', description: 'A.' } as const;

function emit(endpoints: EndpointMap, rest: Partial<EmitInput> = {}): ReadonlyMap<string, string> {
  return emitTools({ models: buildToolModels(endpoints), source: 'endpoints.ts', ...rest });
}

/** Keys whose order says nothing. */
function shuffleKeywords(value: unknown, dice: () => number, isSchema = true): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffleKeywords(item, dice, isSchema));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]): [string, unknown] => [
    key,
    ['default', 'const', 'enum', 'examples'].includes(key) && isSchema
      ? child
      : shuffleKeywords(child, dice, !(isSchema && ['properties', '$defs'].includes(key))),
  ]);
  return Object.fromEntries(isSchema ? entries.sort(() => dice() - 0.5) : entries);
}

test('the order of a map, and of keywords in its schemas, changes nothing', (t) => {
  fc.assert(
    fc.property(anyMap, fc.integer(), (endpoints, seed) => {
      const dice = createDice(seed);
      const shuffled = Object.fromEntries(
        Object.entries(endpoints)
          .reverse()
          .map(([name, { params, query, headers, body, response, ...rest }]) => {
            const schemas = Object.entries({ params, query, headers, body, response }).flatMap(([key, schema]) =>
              schema === undefined ? [] : [[key, shuffleKeywords(schema, dice)]],
            );
            return [name, { ...Object.fromEntries(schemas.reverse()), ...rest }];
          }),
      );
      t.deepEqual([...emit(shuffled as EndpointMap)], [...emit(endpoints)]);
    }),
    { numRuns: 60 },
  );
});

test('the order of arguments is kept', (t) => {
  const query = (names: readonly string[]) => ({
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
  });
  const text = emit({ a: { ...get, query: query(['z', 'a', 'm']) } }).get('tools/a.ts') ?? '';
  t.regex(text, /z\?: string;\n {2}a\?: string;\n {2}m\?: string;/);
  t.regex(text, /name: 'z'[\s\S]*name: 'a'[\s\S]*name: 'm'/);
});

test('files and identifiers do not collide, whatever the tools are called', (t) => {
  const name = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_-]{1,6}$/),
    fc.constantFrom(
      'con',
      'CON',
      'aux',
      'nul',
      'COM1',
      'lpt9',
      'index',
      'Index',
      'get_a',
      'get-a',
      'getA',
      'GetA',
      'get_A',
    ),
    fc.constantFrom(
      'class',
      'await',
      'eval',
      'tools',
      'create_tools',
      'attachTo',
      'endpoints',
      'a_tool',
      'a',
      'aTool',
      'a2',
    ),
  );
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 12 }), (names) => {
      const files = emit(Object.fromEntries(names.map((tool) => [tool, get])));
      const paths = [...files.keys()].map((path) => path.toLowerCase());
      t.is(new Set(paths).size, paths.length);
      t.is(paths.length, names.length + 2);
      t.deepEqual(
        paths.filter((path) => /\/(con|prn|aux|nul|com\d|lpt\d|index)\.ts$/.test(path)),
        [],
      );
      const exported = [...(files.get('index.ts') ?? '').matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list = '']) =>
        list.split(','),
      );
      t.is(new Set(exported.map((item) => item.trim().replace(/^type /, ''))).size, names.length * 3);
    }),
    { numRuns: 200 },
  );
});

test('imports have the ending that is asked for', (t) => {
  const map: EndpointMap = { a: { ...get, response: { type: 'object', properties: {} } } };
  t.regex(emit(map).get('index.ts') ?? '', /from '\.\/tools\/a\.js';/);
  t.regex(emit(map, { importExtension: '.ts' }).get('tools/a.ts') ?? '', /from '\.\.\/validators\/a\.ts';/);
  t.regex(emit(map, { importExtension: '' }).get('index.ts') ?? '', /from '\.\/tools\/a';/);
});

test('the map is imported under one name, wherever and however it is exported', (t) => {
  const map: EndpointMap = { a: { ...get, mapError: () => undefined } };
  const line = (specifier: string, exportName: string) =>
    /^import .* from '(?!mcp-rest-proxy).*$/m.exec(
      emit(map, { code: { specifier, exportName } }).get('tools/a.ts') ?? '',
    )?.[0];
  t.is(line('../endpoints.js', 'endpoints'), "import { endpoints } from '../../endpoints.js';");
  t.is(line('./map.js', 'orders'), "import { orders as endpoints } from '../map.js';");
  t.is(line('@acme/map', 'default'), "import endpoints from '@acme/map';");
});

test('a tool without code imports no map', (t) => {
  const code = { specifier: '../endpoints.js', exportName: 'endpoints' };
  t.notRegex(emit({ a: get }, { code }).get('tools/a.ts') ?? '', /endpoints\.js/);
});

test('every tool that cannot be written down is told, at once', (t) => {
  const map: EndpointMap = {
    code: { ...get, format: () => ({ content: [] }) },
    date: { ...get, query: { type: 'object', properties: { a: { default: new Date(0) } } } },
    list: {
      ...get,
      method: 'POST',
      constants: { body: { when: [new Map()] } },
      body: { type: 'object', properties: { a: {} } },
    },
    half: { ...get, query: { type: 'object', properties: { a: { nullable: true } } } },
  };
  const error = t.throws(() => emit(map), { instanceOf: GenerateError });
  t.deepEqual(
    error?.notes.map(({ code, place, severity }) => `${severity} ${code} ${place}`),
    [
      'error code-without-module endpoints.code',
      'error value-not-data endpoints.date.definition.inputSchema.properties.a.default',
      'error schema-not-compiled endpoints.half',
      'error value-not-data endpoints.list.endpoint.constants.body.when.0',
    ],
  );
});

test('a definition in common that cannot be compiled is told for every tool that has it', (t) => {
  const response = { type: 'object', properties: { a: { $ref: '#/$defs/Part' } }, $defs: { Part: { nullable: true } } };
  const error = t.throws(() => emit({ one: { ...get, response }, two: { ...get, response }, fine: get }), {
    instanceOf: GenerateError,
  });
  t.deepEqual(
    error?.notes.map(({ code, place }) => `${code} ${place}`),
    ['schema-not-compiled endpoints.one', 'schema-not-compiled endpoints.two'],
  );
});

test('a definition that is nothing but itself is left to the tools, and refused as at run time', (t) => {
  const response = { type: 'object', properties: { a: { $ref: '#/$defs/X' } }, $defs: { X: { $ref: '#/$defs/X' } } };
  const error = t.throws(() => emit({ one: { ...get, response }, two: { ...get, response } }), {
    instanceOf: GenerateError,
  });
  t.deepEqual(
    error?.notes.map(({ code, place }) => `${code} ${place}`),
    ['schema-not-compiled endpoints.one', 'schema-not-compiled endpoints.two'],
  );
});

test('a result that is a definition in common has its type, its schema and its check', (t) => {
  const $defs = { Order: { type: 'object', properties: { id: { type: 'string' }, next: { $ref: '#/$defs/Order' } } } };
  const response = { $ref: '#/$defs/Order', $defs };
  const files = emit({ one: { ...get, response }, two: { ...get, response } });
  const tool = files.get('tools/one.ts') ?? '';
  t.regex(tool, /^export type OneResult = Order;$/m);
  t.regex(tool, /outputSchema: \{ \.\.\.schemas\.Order, \$defs: \{ Order: schemas\.Order \} \},/);
  t.regex(files.get('validators/one.ts') ?? '', /^export const checkOutput: CompiledCheck = fitsOrder;$/m);
});

test('what tools have in common is written once, under names that nothing else has', (t) => {
  const response = {
    type: 'object',
    properties: { a: { $ref: '#/$defs/SharedArgs' }, b: { $ref: '#/$defs/note' } },
    $defs: { SharedArgs: { type: 'string' }, note: { type: 'object', properties: { text: { type: 'string' } } } },
  };
  const files = emit({ shared: { ...get, response }, other: { ...get, response } });
  t.deepEqual(
    [...files.keys()],
    [
      'TOOLS.md',
      'index.ts',
      'shared/schemas.ts',
      'shared/types.ts',
      'tools/other.ts',
      'tools/shared-tool.ts',
      'validators/other.ts',
      'validators/shared-tool.ts',
      'validators/shared.ts',
    ],
  );
  t.regex(files.get('index.ts') ?? '', /^export type \* from '\.\/shared\/types\.js';$/m);
  t.regex(files.get('shared/types.ts') ?? '', /^export interface Note \{[\s\S]*^export type SharedArgs2 = string;$/m);
  t.regex(files.get('tools/other.ts') ?? '', /^import type \{ Note, SharedArgs2 \} from '\.\.\/shared\/types\.js';$/m);
  t.regex(files.get('tools/other.ts') ?? '', /\$defs: \{ SharedArgs: schemas\.SharedArgs2, note: schemas\.Note \}/);
});

test('a shared type that is not used after all is not imported', (t) => {
  const anything = { anyOf: [{ $ref: '#/$defs/Part' }, {}] };
  const response = { type: 'object', properties: { a: anything }, $defs: { Part: { type: 'string' } } };
  const files = emit({ one: { ...get, response }, two: { ...get, response } });
  t.notRegex(files.get('tools/one.ts') ?? '', /shared\/types/);
});

test('no tools give an empty list, not a broken one', (t) => {
  const files = emit({});
  t.deepEqual([...files.keys()], ['TOOLS.md', 'index.ts']);
  t.regex(files.get('index.ts') ?? '', /tools: readonly GeneratedTool\[\] = \[\];/);
});

test('emitting is pure: the same twice, and the models are left alone', (t) => {
  for (const { endpoints, exportName, outputMismatch } of goldenCases) {
    const models = buildToolModels(endpoints, { outputMismatch });
    const before = JSON.stringify(models);
    const input: EmitInput = { models, source: 'x', code: { specifier: './x.js', exportName }, outputMismatch };
    t.deepEqual([...emitTools(input)], [...emitTools(input)]);
    t.is(JSON.stringify(models), before);
  }
});
