import test from 'ava';
import { GenerateError } from '../../../codegen/src/notes.js';
import { locateInModule } from '../../../codegen/src/source/locate-in-module.js';
import { displayPath, positionAt, publicUrl } from '../../../codegen/src/source/location.js';
import { parseDocument } from '../../../codegen/src/source/parse-document.js';
import { pickExport } from '../../../codegen/src/source/pick-export.js';
import { readSource } from '../../../codegen/src/source/read-source.js';
import { kindOf, looksLikeOpenApi } from '../../../codegen/src/source/source-kind.js';
import { startProject } from '../../helpers/generate-tools-project.js';

function codes(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof GenerateError) return error.notes.map(({ code, place }) => `${code} ${place}`);
    throw error;
  }
  return [];
}

const map = { a: { method: 'GET', path: '/a', description: 'x' } };

test('the map is the export that is named, else the default one, else the only one', (t) => {
  t.is(pickExport({ b: map, c: map }, 'c', 'm.ts').exportName, 'c');
  t.is(pickExport({ b: map, default: map }, undefined, 'm.ts').exportName, 'default');
  t.is(pickExport({ baseUrl: 'https://x', credential: () => undefined, b: map }, undefined, 'm.ts').exportName, 'b');
  t.is(pickExport({ default: { listen: true }, b: map }, undefined, 'm.ts').exportName, 'b');
  t.deepEqual(
    codes(() => pickExport({ b: map, c: map }, undefined, 'm.ts')),
    ['source-several-maps m.ts'],
  );
  t.deepEqual(
    codes(() => pickExport({ b: 1 }, undefined, 'm.ts')),
    ['source-no-map m.ts'],
  );
  t.deepEqual(
    codes(() => pickExport({ b: map }, 'c', 'm.ts')),
    ['source-export-missing m.ts'],
  );
  t.deepEqual(
    codes(() => pickExport({ b: 1 }, 'b', 'm.ts')),
    ['source-no-map m.ts'],
  );
});

test('an empty map is called that', (t) => {
  const told = (module: unknown) =>
    t.throws(() => pickExport(module, undefined, 'm.ts'), { instanceOf: GenerateError });
  t.regex(told({ baseUrl: 'https://x', endpoints: {} }).message, /exports "endpoints", which is empty/);
  t.deepEqual(pickExport({ endpoints: {} }, 'endpoints', 'm.ts').map, {});
});

test('a sentence that YAML broke in two has its line', async (t) => {
  const text = `endpoints:
  a:
    method: GET
    path: /a
    description: A.
    query:
      type: object
      properties:
        code: { type: string, description: Three letters, such as HAR }
`;
  const project = await startProject(t, { 'map.yaml': text });
  const error = await t.throwsAsync(readSource('map.yaml', project.folder), { instanceOf: GenerateError });
  t.deepEqual(
    error.notes.map(({ place }) => place),
    ['map.yaml:9:59'],
  );
});

test('mistakes in JSON and YAML have lines, all of them', (t) => {
  t.deepEqual(codes(() => parseDocument('a: 1\na: 2\n  b: 3\n', 'x.yaml', 'yaml')).length > 0, true);
  t.deepEqual(
    codes(() => parseDocument('{\n  "a": 1,\n  "a": 2\n}', 'x.json', 'json')),
    ['source-duplicate-key x.json:3:3'],
  );
  t.regex(codes(() => parseDocument('{\n  "a": 1,,\n}', 'x.json', 'json')).join(), /^source-syntax x\.json/);
  t.deepEqual(codes(() => parseDocument('a: 1', 'x.json', 'json')).length, 1);
  t.deepEqual(
    codes(() => parseDocument('[1,2]', 'x.json', 'json')),
    [],
  );
});

test('a place in a map is found in its text, or the nearest that is there', (t) => {
  const document = parseDocument('endpoints:\n  a.b:\n    query:\n      properties:\n        x: 1\n', 'x.yaml', 'yaml');
  t.deepEqual(document.locate('endpoints.a.b.query.properties.x'), { line: 5, column: 9 });
  t.deepEqual(document.locate('endpoints.a.b.params'), { line: 2, column: 3 });
  t.is(document.locate('nowhere'), undefined);
});

test('a place in a module is found only where it cannot be mistaken', (t) => {
  const text = "export const m = {\n  a: {\n    query: 1,\n  },\n  'b-c': {\n    query: 2,\n  },\n};\n";
  t.deepEqual(locateInModule(text, 'endpoints.a.query', ['a', 'b-c']), { line: 3, column: 5 });
  t.deepEqual(locateInModule(text, 'endpoints.b-c.query.x', ['a', 'b-c']), { line: 6, column: 5 });
  t.deepEqual(locateInModule(text, 'endpoints.a.params', ['a', 'b-c']), { line: 2, column: 3 });
  t.is(locateInModule(`${text}const n = { a: 1 };`, 'endpoints.a.query', ['a']), undefined);
  t.is(locateInModule(text, 'document', ['a']), undefined);
});

test('OpenAPI documents are told from maps by their first words', (t) => {
  t.true(looksLikeOpenApi('openapi: 3.1.0\n', 'yaml'));
  t.true(looksLikeOpenApi('# x\n"swagger": "2.0"\n', 'yaml'));
  t.true(looksLikeOpenApi('{"openapi":"3.0.0"}', 'json'));
  t.true(looksLikeOpenApi('{"info":{},"openapi":"3.0.0"}', 'yaml'));
  t.false(looksLikeOpenApi('endpoints:\n  openapi:\n    method: GET\n', 'yaml'));
  t.false(looksLikeOpenApi('{"endpoints":{}}', 'json'));
});

test('what is no source is refused by name', (t) => {
  t.deepEqual(
    codes(() => kindOf('x.txt', 'x.txt')),
    ['source-format x.txt'],
  );
  t.deepEqual(kindOf('https://x.test/openapi.json', ''), { kind: 'url' });
  t.deepEqual(kindOf('a.MTS', ''), { kind: 'module' });
});

test('secrets in URLs are not shown', (t) => {
  t.is(publicUrl('https://me:pw@x.test/o.json?format=json&api_key=1'), 'https://x.test/o.json?format=json&api_key=...');
  t.is(publicUrl('https://x.test/o.json?a=1'), 'https://x.test/o.json?a=1');
  t.is(displayPath('/a/b/c.ts', '/a'), 'b/c.ts');
  t.deepEqual(positionAt('a\nbc', 3), { line: 2, column: 2 });
});

test('a module is read afresh each time, with all that it imports, and tells which files that was', async (t) => {
  const project = await startProject(t, {
    'a.ts':
      "import { path } from './b.js';\nexport default { get: { method: 'GET', path, description: 'Get it.' } };\n",
    'b.ts': "export const path: string = '/one';\n",
  });
  const first = await readSource('a.ts', project.folder);
  await project.write('b.ts', "export const path: string = '/two';\n");
  const second = await readSource('a.ts', project.folder);
  t.deepEqual(
    [first, second].map(({ models }) => models[0]?.endpoint.path),
    ['/one', '/two'],
  );
  t.deepEqual(second.files.map((file) => file.slice(project.folder.length + 1)).sort(), ['a.ts', 'b.ts']);
});

test('mistakes in modules: imports, throws, maps', async (t) => {
  const project = await startProject(t, {
    'file.ts': "\nimport { q } from './missing.js';\nexport default q;\n",
    'package.ts': "import q from '@no/such-package/deep';\nexport default q;\n",
    'throws.ts': '\nexport default (undefined as never as { a: { b: 1 } }).a.b;\n',
    'map.ts': "export default { get: { method: 'GET', path: 'x', description: 'x' } };\n",
  });
  const told = async (name: string) => {
    const error = await t.throwsAsync(readSource(name, project.folder), { instanceOf: GenerateError });
    return error?.notes.map(({ code, place, fix }) => [code, place, fix]);
  };
  t.deepEqual(await told('file.ts'), [['source-import-missing', 'file.ts:2:20', 'Correct the path.']]);
  t.deepEqual(await told('package.ts'), [
    ['source-import-missing', 'package.ts:1:16', 'Run: npm install @no/such-package'],
  ]);
  t.regex((await told('throws.ts'))?.join() ?? '', /^source-threw,throws\.ts:2:/);
  t.regex((await told('map.ts'))?.join() ?? '', /^source-invalid-endpoint,map\.ts:1:\d+/);
  t.regex((await told('none.ts'))?.join() ?? '', /^source-not-found,none\.ts/);
});

test('an OpenAPI document depends on the files that it refers to', async (t) => {
  const project = await startProject(t, {
    'api.yaml': "openapi: 3.1.0\ninfo: {}\npaths: { /a: { $ref: './parts/a.yaml' } }\n",
    'parts/a.yaml': 'get: { operationId: a }\n',
  });
  const { files } = await readSource('api.yaml', project.folder);
  t.deepEqual(
    files.map((file) => file.slice(project.folder.length + 1)),
    ['api.yaml', 'parts/a.yaml'],
  );
});

test('endpoints that ask for no credential, or another, are told when tools are made straight from a document', async (t) => {
  const schemes = { key: { type: 'apiKey', in: 'header', name: 'x-key' } };
  const path = (security: readonly object[]) => ({ get: { security, responses: {} } });
  const document = (paths: object) =>
    JSON.stringify({ openapi: '3.1.0', info: {}, paths, components: { securitySchemes: schemes } });
  const keyed = { '/a': path([{ key: [] }]), '/b': path([{ key: [] }, {}]) };
  const project = await startProject(t, {
    'mixed.json': document({ ...keyed, '/open': path([]) }),
    'same.json': document(keyed),
    'open.json': document({ '/open': path([]) }),
  });
  const notesOf = async (file: string) => (await readSource(file, project.folder)).notes;
  t.like(await notesOf('mixed.json'), [
    { code: 'credential-for-all', severity: 'warning', place: 'mixed.json#/paths/~1open/get' },
  ]);
  t.deepEqual([await notesOf('same.json'), await notesOf('open.json')], [[], []]);
  await t.throwsAsync(readSource('mixed.json', project.folder, { openapi: { strict: true } }), {
    instanceOf: GenerateError,
    message: /credential of the other tools/,
  });
});
