import test from 'ava';
import fc from 'fast-check';
import type { BackendRequest } from '../../src/backend/client.js';
import { openRequest } from '../../src/backend/credential-target.js';
import { keysMeet } from '../../src/text/nested-keys.js';

function opened(path: string) {
  const request: BackendRequest = { method: 'GET', path, headers: { accept: '*/*' } };
  return { request, ...openRequest(request) };
}

test('a credential sets headers of a copy, and their names are lower-case', (t) => {
  const { request, target, result } = opened('/a');
  target.headers['X-Key'] = 'k';
  t.deepEqual(result(), { path: '/a', headers: { accept: '*/*', 'x-key': 'k' }, queryValues: [] });
  t.deepEqual(request, { method: 'GET', path: '/a', headers: { accept: '*/*' } });
});

test('T108: setQuery encodes, and leaves every other pair as it is spelled', (t) => {
  const { target, result } = opened('/a?ids=1,2&q=a+b%2f&flag');
  target.setQuery('api key', 'a&b=c d#é');
  t.is(target.path, '/a?ids=1,2&q=a+b%2f&flag&api+key=a%26b%3Dc+d%23%C3%A9');
  t.is(result().path, target.path);
  t.deepEqual(result().queryValues, ['a&b=c d#é']);
});

test('setQuery replaces every parameter that a server may read as its own, however it is spelled, and its own earlier value', (t) => {
  const { request, target, result } = opened('/a?key=1&k%65y=2&key&Key=3&keys=4&key[x]=5&key.y=6');
  target.setQuery('key', 'first');
  target.setQuery('key', 'ours');
  t.is(result().path, '/a?keys=4&key=ours');
  t.deepEqual(result().queryValues, ['ours']);
  t.is(request.path, '/a?key=1&k%65y=2&key&Key=3&keys=4&key[x]=5&key.y=6');
});

test('T123: setQuery refuses what is no text, without showing it', (t) => {
  const { target, result } = opened('/a');
  for (const value of [undefined, 7, 'canary\ud800']) {
    const error = t.throws(() => target.setQuery('key', value as string), { instanceOf: TypeError });
    t.notRegex(error?.message ?? '', /canary|7/);
  }
  t.throws(() => target.setQuery('', 'canary'), { message: 'A credential set a query parameter without a name.' });
  t.is(result().path, '/a');
});

test('whatever is set is the one value of its name, and the rest of the query reads as before', (t) => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const pairs = fc.array(fc.tuple(text, text), { maxLength: 6 });
  fc.assert(
    fc.property(pairs, text.filter(Boolean), text, (given, name, value) => {
      const { target, result } = opened(`/a?${new URLSearchParams(given)}`);
      target.setQuery(name, value);
      const url = new URL(result().path, 'http://backend.test');
      t.deepEqual(url.searchParams.getAll(name), [value]);
      url.searchParams.delete(name);
      t.deepEqual(
        [...url.searchParams],
        given.filter(([key]) => key !== name && !keysMeet(key, name)),
      );
    }),
  );
});
