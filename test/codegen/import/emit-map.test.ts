import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { emitMap } from '../../../codegen/src/import/emit-map.js';
import type { ImportedMap } from '../../../codegen/src/openapi/imported-map.js';
import { anyImportedMap, importedMaps, plainText } from './any-imported-map.js';
import { evaluateMap } from './evaluate-map.js';
import { OPTIONS, ORDERS } from './orders-document.js';

/** What formatter, linter and import sorter have to say. */
function biome(text: string, ...more: readonly string[]): string {
  const args = ['biome', 'check', ...more, '--stdin-file-path=src/endpoints.ts'];
  const { stdout, stderr } = spawnSync('npx', args, { input: text, encoding: 'utf8' });
  return stdout === text ? '' : `${stderr}${stdout}`;
}

test('the map of a small document is what a person would have written', async (t) => {
  const golden = await readFile(new URL('../../golden/import/orders.ts', import.meta.url), 'utf8');
  t.is(emitMap(ORDERS, { ...OPTIONS, out: 'orders.ts' }).text, golden);
});

test('the lock of a map names its endpoints by method and path', (t) => {
  const { lock } = emitMap(ORDERS, OPTIONS);
  t.deepEqual(Object.keys(lock.endpoints), ['GET /orders', 'POST /orders', 'GET /orders/{orderId}', 'GET /status']);
  t.deepEqual(Object.keys(lock.endpoints['POST /orders']?.properties ?? {}), [
    'description',
    'method',
    'path',
    'body',
    'response',
    'credential',
  ]);
});

test('the order of a document does not matter', (t) => {
  const reversed: ImportedMap = {
    ...ORDERS,
    endpoints: [...ORDERS.endpoints].reverse(),
    definitions: Object.fromEntries(Object.entries(ORDERS.definitions).reverse()),
  };
  t.is(emitMap(reversed, OPTIONS).text, emitMap(ORDERS, OPTIONS).text);
});

test('a map without shared schemas, servers and security is its endpoints only', (t) => {
  const [, , , status] = ORDERS.endpoints;
  const { text } = emitMap({ ...ORDERS, endpoints: status ? [status] : [], definitions: {}, servers: [] }, OPTIONS);
  t.is(
    text.slice(text.indexOf('\nimport') + 1),
    `import type { EndpointMap } from 'mcp-rest-proxy';

/** Endpoints by tool name. */
export const endpoints: EndpointMap = {
  get_status: {
    description: 'Tell whether the API is up.',
    method: 'GET',
    path: '/status',
  },
};
`,
  );
});

test('a map evaluates to the document it was made of, whatever is in its texts', (t) => {
  fc.assert(
    fc.property(anyImportedMap, (imported) => {
      const { endpoints, definitions, baseUrl } = evaluateMap(emitMap(imported, OPTIONS).text);
      const data = imported.endpoints.map(({ name, endpoint }) => [name, endpoint] as const);
      const plain = Object.entries(endpoints).map(([name, { credential: _, ...rest }]) => [name, rest] as const);
      return (
        isDeepStrictEqual(Object.fromEntries(plain), Object.fromEntries(data)) &&
        isDeepStrictEqual(definitions, imported.definitions) &&
        baseUrl === imported.servers[0]?.url
      );
    }),
    { numRuns: 80 },
  );
  t.pass();
});

test('formatter, linter and import sorter leave a map as it is', (t) => {
  t.is(biome(emitMap(ORDERS, OPTIONS).text, '--write'), '');
});

test('a formatter leaves maps of any document as they are', (t) => {
  for (const imported of fc.sample(importedMaps(plainText), { numRuns: 10, seed: 7 })) {
    const { text } = emitMap(imported, OPTIONS);
    t.is(biome(text, '--write'), '');
  }
});
