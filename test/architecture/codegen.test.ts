import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { cyclesIn, importsOf, resolveLocal, root, sources } from './read-imports.js';

const files = sources('codegen/src');
const generator = files.flatMap(importsOf);

function folderOf(file: string): string {
  return file.split('/')[2]?.replace(/\.ts$/, '') ?? '';
}

/** source -> model (of the library) -> emit -> write; `generate`, `cli` and `index` know everybody. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  notes: [],
  print: [],
  emit: ['notes', 'print'],
  import: ['notes', 'openapi', 'print'],
  openapi: ['notes'],
  diff: ['notes'],
  stats: ['notes'],
  source: ['notes', 'openapi'],
  write: ['notes', 'diff', 'emit'],
  config: ['notes', 'openapi', 'source'],
  watch: ['notes'],
};

test('every folder of codegen imports only what the dependency rule allows', (t) => {
  const wrong = generator.filter((statement) => {
    const target = resolveLocal(statement);
    const [from, to] = [folderOf(statement.from), folderOf(target ?? '')];
    return target !== undefined && from !== to && allowed[from]?.includes(to) === false;
  });
  t.deepEqual(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  );
});

test('codegen has no import cycle, types included', (t) => {
  t.deepEqual(cyclesIn(generator), []);
});

test('ts-morph is imported where text is emitted or an emitted map is read, and nowhere else', (t) => {
  const users = generator.filter(({ to }) => to === 'ts-morph').map(({ from }) => folderOf(from));
  t.true(users.length > 0);
  t.deepEqual(
    [...new Set(users)].filter((folder) => folder !== 'emit' && folder !== 'import'),
    [],
  );
});

test('what emits, imports, compares and weighs is pure: no file system, process or network', (t) => {
  const impure = /^(node:(?!path|crypto|util)|undici|chokidar|jiti)/;
  const pure = ['print', 'emit', 'import', 'diff', 'stats'];
  t.deepEqual(
    generator.filter(({ from, to }) => pure.includes(folderOf(from)) && impure.test(to)),
    [],
  );
});

test('only write/ writes files', (t) => {
  const writing = /\b(writeFile|appendFile|rename|rm|unlink|mkdir|copyFile|open)(Sync)?\(/;
  const writers = files
    .filter((file) => /node:fs/.test(readFileSync(join(root, file), 'utf8')))
    .filter((file) => writing.test(readFileSync(join(root, file), 'utf8')));
  t.deepEqual([...new Set(writers.map(folderOf))], ['write']);
});

test('the public API of generate-tools is listed by hand: no export *', (t) => {
  t.deepEqual(
    files.filter((file) => /^export \* /m.test(readFileSync(join(root, file), 'utf8'))),
    [],
  );
});
