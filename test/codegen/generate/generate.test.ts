import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { GenerateError, generate, importOpenApi } from '../../../codegen/src/index.js';
import { startProject } from '../../helpers/generate-tools-project.js';

const MAP = 'endpoints:\n  a: { method: GET, path: /a, description: Get a. }\n';

test('generate writes, tells what it did, and finds nothing to do the second time', async (t) => {
  const { folder } = await startProject(t, { 'map.yaml': MAP });
  const config = { source: 'map.yaml', out: 'gen' };
  const planned = await generate(config, { cwd: folder, write: false });
  t.true(planned.stale);
  t.false(existsSync(join(folder, 'gen')));
  const first = await generate(config, { cwd: folder });
  t.like(first.targets, [{ kind: 'tools', source: 'map.yaml', out: 'gen', tools: 1, stale: true, first: true }]);
  const second = await generate(config, { cwd: folder });
  t.like(second, { stale: false, notes: [], inputs: [join(folder, 'map.yaml')] });
  t.deepEqual(second.targets[0]?.files, []);
});

test('the order of the source changes nothing', async (t) => {
  const b =
    '  b: { path: /b, description: Get b., method: GET, query: { type: object, properties: { x: {}, y: {} } } }\n';
  const other =
    '  b: { method: GET, path: /b, query: { properties: { x: {}, y: {} }, type: object }, description: Get b. }\n';
  const project = await startProject(t, { 'map.yaml': `${MAP}${b}` });
  await generate({ source: 'map.yaml', out: 'gen' }, { cwd: project.folder });
  await project.write('map.yaml', MAP.replace('endpoints:\n', `endpoints:\n${other}`));
  const result = await generate({ source: 'map.yaml', out: 'gen' }, { cwd: project.folder, write: false });
  t.deepEqual(result.targets[0]?.files, []);
});

test('mistakes of all targets are thrown at once, and nothing is written', async (t) => {
  const { folder } = await startProject(t, { 'good.yaml': MAP, 'bad.yaml': MAP.replace('path: /a', 'path: a') });
  const targets = [
    { source: 'good.yaml', out: 'good' },
    { source: 'bad.yaml', out: 'bad' },
    { source: 'none.yaml', out: 'none' },
  ];
  const error = await t.throwsAsync(generate({ targets }, { cwd: folder }), { instanceOf: GenerateError });
  t.deepEqual(
    error?.notes.map(({ code, place }) => `${code} ${place}`),
    ['source-invalid-endpoint bad.yaml:2:21', 'source-not-found none.yaml'],
  );
  t.false(existsSync(join(folder, 'good')));
});

test('importOpenApi gives a map without writing it', async (t) => {
  const document =
    "openapi: 3.1.0\ninfo: { title: X, version: '1' }\npaths:\n  /a:\n    get: { operationId: getA, summary: Get a., responses: { '200': { description: ok } } }\n";
  const project = await startProject(t, { 'openapi.yaml': document });
  const { text, endpoints } = await importOpenApi(join(project.folder, 'openapi.yaml'));
  t.is(endpoints, 1);
  t.regex(text, /get_a: \{/);
  t.deepEqual(await project.list(), ['openapi.yaml', 'package.json']);
});
