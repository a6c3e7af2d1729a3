import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { NotDataError } from '../../../codegen/src/print/check-data.js';
import { literal } from '../../../codegen/src/print/literal.js';
import { quote } from '../../../codegen/src/print/quote.js';
import { hostileText } from '../emit/any-text.js';

const anyText = fc.oneof(
  hostileText,
  fc.string({ unit: 'binary' }),
  fc.array(hostileText).map((parts) => parts.join('')),
);
const { value: anyData } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    anyText,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(anyText, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

function evaluate(expression: string): unknown {
  return new Function(`'use strict'; return (${expression});`)();
}

test('a string literal is the text, on one line, with nothing in it that is not seen', (t) => {
  fc.assert(
    fc.property(anyText, (text) => {
      const written = quote(text);
      t.is(evaluate(written), text);
      t.notRegex(written, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|\$\{/u);
    }),
    { numRuns: 2000 },
  );
});

test('a literal is the data, own members named __proto__ included', (t) => {
  fc.assert(
    fc.property(anyData, (data) => {
      const actual = evaluate(literal(data));
      t.deepEqual(actual, data);
      t.is(Reflect.ownKeys(Object(actual)).join(), Reflect.ownKeys(Object(data)).join());
    }),
    { numRuns: 2000 },
  );
  const polluting: unknown = JSON.parse('{"__proto__":{"polluted":true}}');
  const actual = evaluate(literal(polluting));
  t.is(Object.getPrototypeOf(actual), Object.prototype);
  t.true(Object.hasOwn(Object(actual), '__proto__'));
});

test('what is no data is told, with its place', (t) => {
  const loop: { self?: unknown } = {};
  loop.self = [loop];
  for (const [value, path] of [
    [{ a: [1, () => 1] }, 'a.1'],
    [{ when: new Date(0) }, 'when'],
    [loop, 'self.0'],
  ] as const) {
    const error = t.throws(() => literal(value), { instanceOf: NotDataError });
    t.is(error?.path.join('.'), path);
  }
  const twice = { b: 1 };
  t.is(literal([twice, twice]), '[{ b: 1 }, { b: 1 }]');
});

const biome = join(import.meta.dirname, '../../../node_modules/@biomejs/biome/bin/biome');

/** Text that formatters measure as this does. */
const measured = fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('漢字の説明', 'Ünïcode', "It's", '__proto__'));
const { value: anyJson } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    measured,
    fc.integer(),
    fc.boolean(),
    fc.array(fc.integer(), { maxLength: 60 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(measured, tie('value'), { maxKeys: 5 }),
  ),
}));

test('a formatter leaves data as it is written', (t) => {
  const values = fc.sample(anyJson, { numRuns: 400, seed: 11 });
  const list = values.map((value, index) => {
    const start = `export const value${index} = `;
    return `${start}${literal(value, { column: start.length })};\n`;
  });
  const input = list.join('');
  const formatted = execFileSync(process.execPath, [biome, 'format', '--stdin-file-path=values.ts'], { input });
  t.is(String(formatted), input);
});
