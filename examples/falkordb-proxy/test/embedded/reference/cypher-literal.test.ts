import test from 'ava';
import { withParameters } from '../../../src/embedded/reference/cypher-literal.js';

const written: [title: string, value: unknown, literal: string][] = [
  ['null', null, 'null'],
  ['a boolean', true, 'true'],
  ['an integer', -7, '-7'],
  ['a float', 0.5, '0.5'],
  ['a number beyond 64 bits', 1e20, '1e+20'],
  ['a string', 'say "hi" \\ $x\n', '"say \\"hi\\" \\\\ $x\n"'],
  ['a list', [1, 'a', [null]], '[1,"a",[null]]'],
  ['a map', { a: 1, 'b c': {} }, '{a:1,`b c`:{}}'],
];

for (const [title, value, literal] of written) {
  test(`${title} is written as a literal`, (t) => {
    t.is(withParameters('RETURN $p', { p: value }), `CYPHER p=${literal} RETURN $p`);
  });
}

test('a query without parameters stays as it is', (t) => {
  t.is(withParameters('RETURN 1', {}), 'RETURN 1');
});

const refused: [title: string, parameters: Record<string, unknown>][] = [
  ['NUL', { p: 'a\0b' }],
  ['NaN', { p: Number.NaN }],
  ['an infinity', { p: Number.POSITIVE_INFINITY }],
  ['a backtick in a name', { 'a`b': 1 }],
];

for (const [title, parameters] of refused) {
  test(`${title} is refused`, (t) => {
    t.throws(() => withParameters('RETURN 1', parameters), { instanceOf: TypeError });
  });
}
