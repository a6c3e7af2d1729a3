import test from 'ava';
import fc from 'fast-check';
import { hasPlainSegments, isPinnedPath } from '../../src/backend/wire-path.js';
import { checkPathValue } from '../../src/endpoints/path-value.js';

const origin = 'https://api.example.test';

test('T110: only a path a URL parser leaves alone is pinned', (t) => {
  const pinned = ['/', '/a', '/a/b?c=d', '/a%2Fb', '/a:b', "/a'b", '/%E2%82%AC', '/a?x=%23'];
  const loose = [
    '',
    'a',
    '//b',
    '/\\b',
    '/a\\b',
    '/a b',
    '/a#b',
    '/a/../b',
    '/a/.',
    '/%2e%2E/a',
    '/é',
    '/a\nb',
    '/a\tb',
  ];
  for (const path of pinned) t.true(isPinnedPath(origin, path), path);
  for (const path of loose) t.false(isPinnedPath(origin, path), path);
});

test('T105: segments that are or become empty, . or .. are not plain', (t) => {
  const plain = ['/', '/a', '/a/', '/a.b', '/...', '/a..', '/..a', '/%2F', '/100%25', '/a;b', '/%zz', '/~', '/a%20b'];
  const tricky = [
    '//',
    '/a//b',
    '/.',
    '/..',
    '/%2e',
    '/%2E%2e',
    '/.%2e',
    '/%252e%252e',
    '/..%2f',
    '/%2e%2e%5ca',
    '/..;',
  ];
  const unicode = ['/%EF%BC%8E%EF%BC%8E', '/..%20', '/%20..', '/a%00', '/%7f', '/%c2%85', '/%09..', '/..%zz%2f..'];
  const invisible = ['/%20', '/%E2%80%8B', '/.%E2%80%8B.', '/%EF%BC%8E%EF%BC%8E;%ff', '/%c0%ae%c0%ae', '/a%c0%af..'];
  for (const path of plain) t.true(hasPlainSegments(path), path);
  for (const path of [...tricky, ...unicode, ...invisible]) t.false(hasPlainSegments(path), path);
});

test('T105: a path that passes both checks keeps its origin, its segments and their text', (t) => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('..', '.', '%2e', '%2f', '/', '\\', '?', '#', '@', ';'),
  );
  const path = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('')}`);
  fc.assert(
    fc.property(path, (candidate) => {
      if (!isPinnedPath(origin, candidate) || candidate.includes('?') || !hasPlainSegments(candidate)) return;
      const url = new URL(candidate, origin);
      t.is(url.origin, origin);
      t.deepEqual(url.pathname.split('/'), candidate.split('/'));
    }),
    { numRuns: 5000 },
  );
});

test('T105: any text, percent-encoded, is one segment or is refused', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const candidate = `/a/${encodeURIComponent(text)}/b`;
      if (!isPinnedPath(origin, candidate) || !hasPlainSegments(candidate)) return;
      t.is(new URL(candidate, origin).pathname.split('/').length, 4);
    }),
    { numRuns: 5000 },
  );
});

test('T105: the wire refuses exactly the values that are refused as arguments, whatever is sent past the arguments', (t) => {
  const unit = fc.constantFrom(
    '.',
    '%',
    '2',
    '5',
    'e',
    'f',
    '/',
    '\\',
    ';',
    ' ',
    '%2e',
    '%c0%ae',
    '．',
    '\u200b',
    'a',
    '\t',
  );
  const value = fc.oneof(fc.string({ unit, maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 4 }));
  fc.assert(
    fc.property(value, fc.nat({ max: 11 }), (text, times) => {
      let nested = text;
      for (let round = 0; round < times; round += 1) nested = nested.replaceAll('%', '%25').replaceAll('.', '%2e');
      if (nested === '' || /\p{Cs}/u.test(nested)) return;
      t.is(hasPlainSegments(`/${encodeURIComponent(nested)}`), checkPathValue(nested, true) === undefined, nested);
    }),
    { numRuns: 20_000 },
  );
});
