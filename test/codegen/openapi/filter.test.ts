import test from 'ava';
import { GenerateError } from '../../../codegen/src/notes.js';
import { matchesGlob } from '../../../codegen/src/openapi/glob.js';
import type { ImportOptions } from '../../../codegen/src/openapi/import-options.js';
import { importAccepted } from './helpers/small-document.js';

const document = {
  openapi: '3.1.0',
  info: { title: 'F', version: '1' },
  paths: {
    '/orders': { get: { tags: ['orders'], operationId: 'list' }, post: { tags: ['orders'], operationId: 'create' } },
    '/orders/{id}': { delete: { operationId: 'remove' }, get: { operationId: 'old', deprecated: true } },
    '/users': { get: { tags: ['users'], operationId: 'users' } },
  },
};

function namesWith(options: ImportOptions): string[] {
  return importAccepted(document, options).endpoints.map(({ name }) => name);
}

test('operations are sorted by path, then method', (t) => {
  t.deepEqual(namesWith({}), ['list', 'create', 'old', 'remove', 'users']);
});

test('include and exclude pick by tag, path, method and operationId', (t) => {
  t.deepEqual(namesWith({ include: { tags: ['orders'] } }), ['list', 'create']);
  t.deepEqual(namesWith({ include: { paths: ['/orders/**'], methods: ['get'] } }), ['list', 'old']);
  t.deepEqual(namesWith({ include: { operations: ['users', 'remove'] } }), ['remove', 'users']);
  t.deepEqual(namesWith({ exclude: { paths: ['/orders/*'] } }), ['list', 'create', 'users']);
  t.deepEqual(namesWith({ include: { tags: ['orders'] }, exclude: { methods: ['POST'] } }), ['list']);
});

test('presets', (t) => {
  t.deepEqual(namesWith({ preset: 'read-only' }), ['list', 'old', 'users']);
  t.deepEqual(namesWith({ preset: ['no-deletes', 'no-deprecated'] }), ['list', 'create', 'users']);
});

test('a filter that matches nothing is an error that names the nearest, all at once', (t) => {
  const error = t.throws(() => namesWith({ include: { tags: ['oders'] }, exclude: { operations: ['creat'] } }), {
    instanceOf: GenerateError,
  });
  t.deepEqual(
    error.notes.map(({ code, place, fix }) => [code, place, fix]),
    [
      ['filter-matches-nothing', 'include.tags', 'The nearest is "orders".'],
      ['filter-matches-nothing', 'exclude.operations', 'The nearest is "create".'],
    ],
  );
  const nothing = t.throws(() => namesWith({ include: { tags: ['users'], methods: ['delete'] } }), {
    instanceOf: GenerateError,
  });
  t.is(nothing.notes[0]?.code, 'nothing-left');
});

test('globs: * within a segment, ** over any number, ? one character', (t) => {
  const cases: [string, string, boolean][] = [
    ['/a/*', '/a/b', true],
    ['/a/*', '/a/b/c', false],
    ['/a/**', '/a', true],
    ['/a/**/z', '/a/b/c/z', true],
    ['/a/**/z', '/a/b/c', false],
    ['/a?', '/ab', true],
    ['/{id}', '/{id}', true],
    ['/a.b', '/axb', false],
    ['**', '/anything/at/all', true],
  ];
  for (const [glob, path, expected] of cases) t.is(matchesGlob(glob, path), expected, `${glob} ${path}`);
  t.false(matchesGlob(`${'**/a/'.repeat(30)}z`, `/${'a/'.repeat(200)}b`));
});
