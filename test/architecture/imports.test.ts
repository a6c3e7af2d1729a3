import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import test from 'ava';
import { cyclesIn, importsOf, resolveLocal, root, sources } from './read-imports.js';

const library = sources('src').flatMap(importsOf);

/** Which folders of src a folder may import at run time. Types may also come from the leaf files below. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  text: [],
  endpoints: ['errors', 'text'],
  telemetry: ['errors'],
  backend: ['errors', 'telemetry', 'text'],
  credentials: ['errors', 'auth', 'telemetry'],
  auth: ['errors', 'telemetry', 'store'],
  oauth: ['errors', 'auth', 'store', 'telemetry', 'http'],
  store: ['errors', 'telemetry'],
  tools: ['errors', 'endpoints', 'backend', 'auth', 'telemetry', 'text'],
  mcp: ['errors', 'endpoints', 'tools', 'auth', 'telemetry'],
  generated: ['errors', 'endpoints', 'tools'],
  http: ['errors', 'auth', 'telemetry'],
  transports: ['errors', 'auth', 'http', 'mcp', 'store', 'telemetry'],
};

/** Types anybody may name: the vocabulary of the seams. */
const vocabulary = [
  'src/auth/secret.ts',
  'src/auth/principal.ts',
  'src/auth/strategy.ts',
  'src/backend/client.ts',
  'src/backend/exchange.ts',
  'src/backend/retry-class.ts',
  'src/credentials/credential.ts',
  'src/telemetry/logger.ts',
];

/** They know everybody: the public API, and the root `src/proxy.ts` with its pieces in `src/proxy/`. */
const compositionRoots = ['index', 'proxy'];

function folderOf(file: string): string {
  const [, first = ''] = file.split('/');
  return first.replace(/\.ts$/, '');
}

test('every folder of src imports only what the dependency rule allows', (t) => {
  const wrong = library.filter((statement) => {
    const target = resolveLocal(statement);
    const [from, to] = [folderOf(statement.from), folderOf(target ?? '')];
    if (!target || compositionRoots.includes(from)) return false;
    if (from === to || (statement.typeOnly && vocabulary.includes(target))) return false;
    return !allowed[from]?.includes(to);
  });
  t.deepEqual(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  );
});

test('src has no import cycle, types included', (t) => {
  t.deepEqual(cyclesIn(library), []);
});

test('only src/mcp imports an MCP SDK', (t) => {
  const outside = library.filter(
    ({ from, to }) => to.startsWith('@modelcontextprotocol/') && !from.startsWith('src/mcp/'),
  );
  t.deepEqual(outside, []);
});

test('no MCP SDK 1.x, got, yaml or zod is imported at run time by the core', (t) => {
  const optional = /^(@modelcontextprotocol\/sdk|got|yaml|zod|zod-to-json-schema|@valibot\/to-json-schema)(\/|$)/;
  const eager = library.filter(
    ({ from, to, typeOnly }) => optional.test(to) && !typeOnly && from !== 'src/backend/got-client.ts',
  );
  t.deepEqual(
    eager.filter(({ from, to }) => !readFileSync(join(root, from), 'utf8').includes(`import('${to}')`)),
    [],
  );
});

test('src never imports codegen or an example', (t) => {
  const wrong = library.filter((statement) => {
    const target = resolveLocal(statement);
    return target !== undefined && relative('src', target).startsWith('..');
  });
  t.deepEqual(wrong, []);
});

test('examples and codegen import the library by its name only', (t) => {
  const outside = [...sources('examples'), ...sources('codegen')].flatMap(importsOf).filter((statement) => {
    const target = resolveLocal(statement);
    if (!target) return /^mcp-rest-proxy\/(src|dist)/.test(statement.to);
    const home = statement.from
      .split('/')
      .slice(0, statement.from.startsWith('examples') ? 2 : 1)
      .join('/');
    return !target.startsWith(`${home}/`);
  });
  t.deepEqual(outside, []);
});

test('the public API is listed by hand: no export *', (t) => {
  const starred = sources('src').filter((file) => /^export \* /m.test(readFileSync(join(root, file), 'utf8')));
  t.deepEqual(starred, []);
});
