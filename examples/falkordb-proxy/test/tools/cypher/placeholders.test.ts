import test from 'ava';
import fc from 'fast-check';
import { writePlaceholderQuery } from '../../../src/tools/cypher/placeholders.js';
import { anyParameters, anyText } from '../../helpers/arbitrary-parameters.js';
import { substitute } from '../../helpers/backend-substitution.js';
import { parseHeader } from '../../helpers/literal-parser.js';

const long = 'x'.repeat(40);

test('moves texts and flat lists beside the query, leaves short values in the header', (t) => {
  const parameters = { a: long, rows: [{ t: `${long}!`, n: 1 }], c: [long, 7, null, true], n: 5 };
  t.deepEqual(writePlaceholderQuery(parameters, 'RETURN $a'), {
    query: 'CYPHER a=$__z9k_1 rows=[{t:$__z9k_2,n:1}] c=$__z9k_3 n=5 RETURN $a',
    params: { __z9k_1: long, __z9k_2: `${long}!`, __z9k_3: [long, 7, null, true] },
  });
});

test('doubles every dollar, in lists too', (t) => {
  const { params } = writePlaceholderQuery({ a: `$x ${long}`, b: [`$$ ${long}`] }, 'RETURN 1');
  t.deepEqual(params, { __z9k_1: `$$x ${long}`, __z9k_2: [`$$$$ ${long}`] });
});

test('chooses names that occur neither in the query nor in any value', (t) => {
  const { query } = writePlaceholderQuery({ a: `z9k z10k ${long}` }, "RETURN $a, 'z11k'");
  t.is(query, "CYPHER a=$__z12k_1 RETURN $a, 'z11k'");
});

test('wraps a text of more than 1000 characters in a list, and indexes its uses', (t) => {
  const text = 'y'.repeat(1001);
  const sent = writePlaceholderQuery({ a: text }, "MATCH (n {t: $a}) // $a\nWHERE n.x = '$a' RETURN $`a`, $ab, `$a`");
  t.is(sent.query, "CYPHER a=$__z9k_1 MATCH (n {t: $a[0]}) // $a\nWHERE n.x = '$a' RETURN $`a`[0], $ab, `$a`");
  t.deepEqual(sent.params, { __z9k_1: [text] });
});

test('counts doubled dollars against the limit of 1000', (t) => {
  const text = '$'.repeat(501);
  t.is(writePlaceholderQuery({ a: text }, 'RETURN $a').query, 'CYPHER a=$__z9k_1 RETURN $a[0]');
});

test('leaves in the header what the backend would change: long texts in maps, integers beyond 2^53 in lists', (t) => {
  const text = 'y'.repeat(1001);
  const sent = writePlaceholderQuery({ m: { t: text }, l: [1e20, 1e20] }, 'RETURN 1');
  t.is(sent.query, `CYPHER m={t:"${text}"} l=[100000000000000000000.0,100000000000000000000.0] RETURN 1`);
  t.deepEqual(sent.params, {});
});

test('any parameters come back equal after the substitution of the backend, and no other text is touched', (t) => {
  const padded = anyText.map((text) => text.padEnd(45, '$'));
  const plain = { noNullPrototype: true };
  const map = fc.record({ k: padded }, plain);
  const extra = fc.record({ short: padded, list: fc.array(padded, { maxLength: 3 }), map }, plain);
  const query = 'RETURN $short, "$short $__z9k_1" // $x';
  fc.assert(
    fc.property(anyParameters, extra, (some, more) => {
      const parameters = { ...some, ...more };
      const sent = writePlaceholderQuery(parameters, query);
      const read = parseHeader(substitute(sent.query, sent.params));
      t.deepEqual(Object.fromEntries(read.parameters), parameters);
      t.is(read.query, query);
    }),
    { numRuns: 300 },
  );
});
