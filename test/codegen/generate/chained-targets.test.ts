import test from 'ava';
import { generate } from '../../../codegen/src/index.js';
import { startProject, type TestProject } from '../../helpers/generate-tools-project.js';

const DOCUMENT = `openapi: 3.1.0
info: { title: Orders, version: '1' }
paths:
  /orders:
    get:
      operationId: listOrders
      summary: List orders.
      parameters:
        - { name: limit, in: query, schema: { type: integer } }
      responses: { '200': { description: ok } }
`;
const CONFIG = {
  targets: [
    { from: 'openapi.yaml', out: 'src/endpoints.ts' },
    { source: 'src/endpoints.ts', out: 'src/generated' },
  ],
};

async function check(project: TestProject) {
  return generate(CONFIG, { cwd: project.folder, write: false });
}

test('a check tells what a document changes about tools, though neither map nor tools are written', async (t) => {
  const project = await startProject(t, { 'openapi.yaml': DOCUMENT });
  await generate(CONFIG, { cwd: project.folder });
  const before = await project.read('src/endpoints.ts');
  await project.write('openapi.yaml', DOCUMENT.replace('in: query,', 'in: query, required: true,'));
  const { stale, notes, targets } = await check(project);
  t.true(stale);
  t.deepEqual(notes, []);
  t.deepEqual(
    targets.flatMap(({ changes }) => changes.map(({ kind, tool, breaking }) => ({ kind, tool, breaking }))),
    [{ kind: 'argument-required', tool: 'list_orders', breaking: true }],
  );
  t.is(await project.read('src/endpoints.ts'), before);
  await generate(CONFIG, { cwd: project.folder });
  t.false((await check(project)).stale);
});

test('a check before the first run knows the tools to come, and writes nothing', async (t) => {
  const project = await startProject(t, { 'openapi.yaml': DOCUMENT });
  const { targets } = await check(project);
  t.deepEqual(
    targets.map(({ kind, tools, first }) => ({ kind, tools, first })),
    [
      { kind: 'map', tools: 1, first: true },
      { kind: 'tools', tools: 1, first: true },
    ],
  );
  t.deepEqual(await project.list(), ['openapi.yaml', 'package.json']);
});

test('edits in a stale map, and what it imports, are part of what a check tells', async (t) => {
  const project = await startProject(t, {
    'openapi.yaml': DOCUMENT,
    'src/words.ts': "export const words = 'Mine.';\n",
  });
  await generate(CONFIG, { cwd: project.folder });
  const map = await project.read('src/endpoints.ts');
  const edited = map.replace("description: 'List orders.'", 'description: words');
  t.not(edited, map);
  await project.write('src/endpoints.ts', edited.replace(/^import /m, "import { words } from './words.js';\nimport "));
  await project.write('openapi.yaml', DOCUMENT.replace('name: limit', 'name: most'));
  const changes = (await check(project)).targets.flatMap((target) => target.changes);
  t.deepEqual(changes.map(({ kind }) => kind).sort(), ['argument-added', 'argument-removed', 'description-changed']);
});

test('a lock that a formatter has laid out otherwise is not stale', async (t) => {
  const project = await startProject(t, { 'openapi.yaml': DOCUMENT });
  await generate(CONFIG, { cwd: project.folder });
  const lock = await project.read('src/endpoints.ts.lock.json');
  await project.write('src/endpoints.ts.lock.json', `${JSON.stringify(JSON.parse(lock), undefined, '\t')}\n`);
  t.false((await check(project)).stale);
  await project.write('src/endpoints.ts.lock.json', lock.replace('list_orders', 'other_orders'));
  t.true((await check(project)).stale);
});

test('a map that the config makes may be imported by hand: the config finds nothing stale', async (t) => {
  const project = await startProject(t, {
    'openapi.yaml': DOCUMENT,
    'generate-tools.config.json': JSON.stringify({ from: 'openapi.yaml', out: 'endpoints.ts' }),
  });
  t.is((await project.run()).code, 0);
  const map = await project.read('endpoints.ts');
  t.is((await project.run('--from', 'openapi.yaml', '--out', 'endpoints.ts')).code, 0);
  t.is(await project.read('endpoints.ts'), map);
  t.is((await project.run('--check')).code, 0);
});
