import test from 'ava';
import { isPlainKey, keysMeet, readKey, readKeysMeet } from '../../src/text/nested-keys.js';

for (const [left, right] of [
  ['filter', 'filter[tenant]'],
  ['filter[tenant]', 'filter[tenant][0]'],
  ['filter[]', 'filter[7]'],
  ['filter[]', 'filter[x]'],
  ['filter[tenant]', '[filter][tenant]'],
  ['filter[tenant]', 'filter.tenant'],
  ['filter.tenant', 'filter[tenant][x]'],
  ['user_id', 'user.id'],
  ['user_id', ' user id'],
  ['user_id', 'USER_ID'],
  ['user_id[a]', 'user.id[A]'],
  ['user_id', 'u\u017fer_id'],
  ['id', '\u0130d'],
] as const) {
  test(`T108: some server puts ${left} and ${right} together`, (t) => {
    t.true(keysMeet(left, right));
    t.true(keysMeet(right, left));
  });
}

for (const [left, right] of [
  ['filter', 'filters'],
  ['filter[a]', 'filter[b]'],
  ['filter[a]', 'a'],
  ['a.b', 'a.c'],
  ['', 'a'],
  ['.', 'a'],
] as const) {
  test(`${left} and ${right} are two parameters`, (t) => {
    t.false(keysMeet(left, right));
    t.false(keysMeet(right, left));
  });
}

test('an index may be told from other steps', (t) => {
  const meet = (right: string): boolean => readKeysMeet(readKey('a[]'), readKey(right), 'index');
  t.deepEqual(['a[0]', 'a', 'a[x]'].map(meet), [true, true, false]);
});

test('T108: keys that servers take apart each in their own way are not plain', (t) => {
  for (const key of ['a', 'a b', 'a.b', 'a[b]', 'a[]', 'a[b][0]', 'ü', "it's"]) t.true(isPlainKey(key), key);
  for (const key of ['', '!a', '[a]', 'a[', ']a', 'a]', 'a[b]c', 'a[[b]', 'a[b', 'a\0b', 'a\n', "a['b']", 'a["b"]'])
    t.false(isPlainKey(key), key);
});
