import test from 'ava';
import fc from 'fast-check';
import { expandPath, type PathTemplate, parsePath } from '../../src/endpoints/path-template.js';
import { checkPathValue } from '../../src/endpoints/path-value.js';

function template(path: string): PathTemplate {
  const parsed = parsePath(path);
  if ('template' in parsed) return parsed.template;
  throw new Error(parsed.mistakes.join(' '));
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', 'E', 'f', '5', 'c', ';', ' ', '．', '#', '?'),
    maxLength: 12,
  }),
);

for (const [path, parameters] of [
  ['/', []],
  ['/orders', []],
  ['/orders/', []],
  ['/orders/{orderId}', ['orderId']],
  ['/a/{b}/c/{d_2}.json', ['b', 'd_2']],
  ['/graphs/{name}:query', ['name']],
  ['/%C3%A9t%C3%A9/{id}', ['id']],
] as const) {
  test(`the template ${path} is accepted`, (t) => {
    t.deepEqual(template(path).parameters, [...parameters]);
  });
}

for (const path of [
  'orders',
  '//evil.example',
  '/a//b',
  '/a/../b',
  '/a/./b',
  '/a/%2e%2e/b',
  '/a?x=1',
  '/a#x',
  '/a/{id',
  '/a/id}',
  '/a/{{id}}',
  '/a/{}',
  '/a/{1id}',
  '/a/{id}/{id}',
  '/a b',
  '/é',
  '/a\\b',
  '/a/%zz',
  'https://evil.example/a',
  '/a/{__proto__}',
]) {
  test(`the template ${path} is refused`, (t) => {
    t.true('mistakes' in parsePath(path));
  });
}

for (const value of [
  '..',
  '.',
  '%2e%2e',
  '.%2e',
  '%252e%252e',
  '..;',
  '..;x=1',
  '..\\',
  '．．',
  '\t..',
  '.. ',
  '',
  ' ',
  'a\u0000b',
  'a\nb',
  'a%00b',
  'a%250ab',
  '\ud800',
  'x\udc00y',
  '%c0%ae%c0%ae',
  '\u2024\u2024',
  '..\u200b',
]) {
  test(`T105: the path value ${JSON.stringify(value)} is refused`, (t) => {
    t.is(typeof checkPathValue(value, false), 'string');
    t.is(typeof checkPathValue(value, true), 'string');
  });
}

for (const value of ['a/b', 'a\\b', 'a%2fb', 'a%2Fb', 'a%5cb', 'a%255cb', '//evil', 'https://evil.example']) {
  test(`T106: the path value ${JSON.stringify(value)} is refused unless slashes are allowed`, (t) => {
    t.is(typeof checkPathValue(value, false), 'string');
    t.is(checkPathValue(value, true), undefined);
  });
}

test('T105: dot segments around a slash are refused even when slashes are allowed', (t) => {
  t.deepEqual(
    ['a/..', '../a', 'a/./b', 'a%2f%2e%2e', 'a\\..\\b'].map((value) => typeof checkPathValue(value, true)),
    Array.from({ length: 5 }, () => 'string'),
  );
});

for (const [value, segment] of [
  ['?', '%3F'],
  ['#', '%23'],
  ['a&b=c', 'a%26b%3Dc'],
  ['a;b', 'a%3Bb'],
  ['a@b:c', 'a%40b%3Ac'],
  ['100%', '100%25'],
  ['...', '...'],
  ['été', '%C3%A9t%C3%A9'],
  ['😀', '%F0%9F%98%80'],
] as const) {
  test(`T106: ${value} arrives as one encoded segment`, (t) => {
    t.is(checkPathValue(value, false), undefined);
    t.is(expandPath(template('/a/{x}/b'), new Map([['x', value]])), `/a/${segment}/b`);
  });
}

test('T106: with slashes allowed they are encoded into one segment', (t) => {
  t.is(expandPath(template('/files/{name}'), new Map([['name', 'a/b\\c']])), '/files/a%2Fb%5Cc');
});

test('T107: a value that looks like a placeholder or a replacement pattern is not expanded again', (t) => {
  const values = new Map([
    ['a', '{b}'],
    ['b', '$&'],
  ]);
  t.is(expandPath(template('/{a}/{b}'), values), '/%7Bb%7D/%24%26');
});

test('T105: any accepted value stays in its segment and on its origin (100 000 runs)', (t) => {
  const parsed = template('/orders/{a}/lines/{b}.json');
  let accepted = 0;
  fc.assert(
    fc.property(anyText, anyText, fc.boolean(), (a, b, allowSlash) => {
      if (checkPathValue(a, allowSlash) !== undefined || checkPathValue(b, allowSlash) !== undefined) return;
      accepted += 1;
      const url = new URL(
        expandPath(
          parsed,
          new Map([
            ['a', a],
            ['b', b],
          ]),
        ),
        'http://backend.example',
      );
      const segments = url.pathname.split('/');
      t.is(url.origin, 'http://backend.example');
      t.is(url.search + url.hash, '');
      t.is(segments.length, 5);
      t.is(`${segments[1]}/${segments[3]}`, 'orders/lines');
      t.is(decodeURIComponent(segments[2] ?? ''), a);
      t.is(decodeURIComponent(segments[4] ?? ''), `${b}.json`);
    }),
    { numRuns: 100_000 },
  );
  t.true(accepted > 10_000);
});
