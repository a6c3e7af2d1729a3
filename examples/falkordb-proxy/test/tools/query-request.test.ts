import test from 'ava';
import { CallError } from 'mcp-rest-proxy';
import { type FalkordbOptions, resolveOptions } from '../../src/tools/options.js';
import { readQueryArguments } from '../../src/tools/query-arguments.js';
import { buildQueryBody, type QueryBody } from '../../src/tools/query-request.js';

function build(args: Record<string, unknown>, options: FalkordbOptions = {}): QueryBody {
  return buildQueryBody(readQueryArguments({ graphName: 'memories', ...args }), resolveOptions(options));
}

test('puts parameters into a header in front of the query', (t) => {
  t.deepEqual(build({ query: 'MATCH (n {name: $name}) RETURN n', parameters: { name: 'Bob' } }), {
    graphName: 'memories',
    query: 'CYPHER name="Bob" MATCH (n {name: $name}) RETURN n',
  });
});

test('sends a query without parameters unchanged', (t) => {
  t.deepEqual(build({ query: ' RETURN 1', parameters: {} }), { graphName: 'memories', query: ' RETURN 1' });
});

test('takes `params` as another name, and drops arguments of its own', (t) => {
  t.deepEqual(build({ query: 'RETURN $a', params: { a: 1 }, maxRows: 5 }), {
    graphName: 'memories',
    query: 'CYPHER a=1 RETURN $a',
  });
});

test('a value that names a parameter or breaks out of its quotes stays a value', (t) => {
  const { query } = build({ query: 'RETURN $a, $b', parameters: { a: '$b', b: '" RETURN 1 //' } });
  t.is(query, 'CYPHER a="$b" b="\\" RETURN 1 //" RETURN $a, $b');
});

test('sends native parameters in their own field, with the query unchanged', (t) => {
  const args = { query: 'RETURN $a', parameters: { a: [1, { b: '$c' }] } };
  t.deepEqual(build(args, { parameters: 'native' }), { graphName: 'memories', ...args });
});

test('sends a query of exactly the longest length', (t) => {
  const query = `RETURN 1 //${'x'.repeat(9989)}`;
  t.is(build({ query }).query.length, 10_000);
});

test('counts UTF-16 units, as the backend does', (t) => {
  const query = `RETURN '${'🚀'.repeat(4996)}'`;
  t.is(query.length, 10_001);
  t.throws(() => build({ query }), {
    instanceOf: CallError,
    message: /10001 characters, and the backend takes at most 10000/,
  });
});

test('moves long values beside the query when the header would be too long', (t) => {
  const texts = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`t${index}`, `${index}`.padEnd(900, 'x')]),
  );
  const body = build({ query: 'RETURN $t0', parameters: texts });
  t.true(body.query.startsWith('CYPHER t0=$__z9k_1 t1=$__z9k_2 '));
  t.is(body.params?.__z9k_12, texts.t11);
});

test('says so instead, when that is wanted', (t) => {
  const args = { query: 'RETURN size($a)', parameters: { a: 'x'.repeat(10_000) } };
  t.throws(() => build(args, { longValues: 'refuse' }), {
    instanceOf: CallError,
    message: /^parameters: query and parameters come to 10027 characters \(15 of the query, 10012 of its parameters\)/,
  });
});

test('refuses what stays too long even so', (t) => {
  const args = { query: 'RETURN $m', parameters: { m: { t: 'x'.repeat(10_000) } } };
  t.throws(() => build(args), { instanceOf: CallError, message: /at most 10000/ });
});

test('refuses a body of more bytes than the backend takes', (t) => {
  const fits = { query: 'RETURN size($a)', parameters: { a: 'x'.repeat(100_000) } };
  t.deepEqual(build(fits).params, { __z9k_1: [fits.parameters.a] });
  const args = { query: 'RETURN size($a)', parameters: { a: 'é'.repeat(60_000) } };
  t.throws(() => build(args), {
    instanceOf: CallError,
    message: /^parameters: the request would be \d+ bytes.*102400/,
  });
});

const refused: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  ['a blank query', { query: ' \n' }, /^query: is empty/],
  ['NUL in the query', { query: 'RETURN 1\0 x' }, /^query: .*NUL/],
  ['half a surrogate pair in the query', { query: "RETURN '\ud83d'" }, /^query: .*surrogate/],
  ['LOAD CSV', { query: "LOAD CSV FROM 'https://x/y' AS r RETURN r" }, /^query: uses LOAD CSV/],
  ['both names of the parameters', { query: 'RETURN 1', parameters: {}, params: {} }, /^params: /],
];

for (const [name, args, message] of refused) {
  test(`refuses ${name}`, (t) => {
    const error = t.throws(() => build(args), { instanceOf: CallError });
    t.regex(error?.message ?? '', message);
    t.is(error?.failure.outcome, 'not_sent');
  });
}

test('refuses in native parameters what would not arrive as it is', (t) => {
  const args = { query: 'RETURN $a', parameters: { a: [{ b: 'x\0' }] } };
  t.throws(() => build(args, { parameters: 'native' }), { message: /^parameters\.a\["0"\]\.b: .*NUL/ });
});

test('lets LOAD CSV through when allowed', (t) => {
  const query = "LOAD CSV FROM 'file://x.csv' AS r RETURN r";
  t.is(build({ query }, { allowLoadCsv: true }).query, query);
});
