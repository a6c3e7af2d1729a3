import test from 'ava';
import { nearestName, suggestName } from '../../src/endpoints/nearest-name.js';

for (const [name, expected] of [
  ['desciption', 'description'],
  ['pathh', 'path'],
  ['map_error', 'mapError'],
  ['Query', 'query'],
  ['zzz', undefined],
  ['x'.repeat(10_000), undefined],
] as const) {
  test(`the nearest name to ${name.slice(0, 20)} is ${expected}`, (t) => {
    t.is(nearestName(name, ['path', 'query', 'description', 'mapError']), expected);
  });
}

test('without a near name the valid ones are listed', (t) => {
  t.is(suggestName('zzz', ['path', 'query']), 'Valid: path, query.');
  t.is(suggestName('zzz', []), 'None is valid here.');
});
