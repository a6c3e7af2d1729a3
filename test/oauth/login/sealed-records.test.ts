import test from 'ava';
import fc from 'fast-check';
import { createSealer } from '../../../src/oauth/login/seal.js';
import { createSealedRecords } from '../../../src/oauth/login/sealed-records.js';
import { memoryStore } from '../../../src/store/memory-store.js';

const sealer = createSealer(['a secret of thirty-two characters']);

test('what is sealed opens again, for its own place only, and looks different every time', (t) => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, place) => {
      const sealed = sealer.seal(text, place);
      t.is(sealer.open(sealed, place), text);
      t.is(sealer.open(sealed, `${place}x`), undefined);
      t.not(sealer.seal(text, place), sealed);
    }),
  );
});

test('a change to any byte is found', (t) => {
  const bytes = Buffer.from(sealer.seal('text', 'place'), 'base64url');
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    t.is(sealer.open(changed.toString('base64url'), 'place'), undefined);
  }
  t.is(sealer.open('', 'place'), undefined);
});

test('a secret can be rotated: the new one seals, the old one still opens', (t) => {
  const rotated = createSealer(['a newer secret of thirty-two chars', 'a secret of thirty-two characters']);
  t.is(rotated.open(sealer.seal('old', 'place'), 'place'), 'old');
  t.is(sealer.open(rotated.seal('new', 'place'), 'place'), undefined);
});

test('records are absent when they were moved, changed or written by somebody else', async (t) => {
  const store = memoryStore();
  t.teardown(() => store.close());
  const records = createSealedRecords(store, sealer);
  await records.set('a', { n: 1 }, 60_000);
  t.deepEqual(await records.get('a'), { n: 1 });
  t.is(await createSealedRecords(store, createSealer(['another secret'])).get('a'), undefined);
  t.is(await records.under('other').get('a'), undefined);
});

test('of many who take or claim a record at once, one does', async (t) => {
  const store = memoryStore();
  t.teardown(() => store.close());
  const records = createSealedRecords(store, sealer);
  await records.set('a', 1, 60_000);
  const taken = await Promise.all(Array.from({ length: 50 }, () => records.take('a')));
  t.is(taken.filter((value) => value === 1).length, 1);
  const claimed = await Promise.all(Array.from({ length: 50 }, () => records.claim('b', 1, 60_000)));
  t.is(claimed.filter(Boolean).length, 1);
});
