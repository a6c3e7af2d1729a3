import test from 'ava';
import { createEdits } from '../../../codegen/src/import/text-edits.js';

test('edits are carried out together, insertions at one place in their order and before what is replaced there', (t) => {
  const edits = createEdits('one two three');
  edits.replace({ start: 4, end: 7 }, 'TWO');
  edits.insert(4, 'a ');
  edits.insert(4, 'b ');
  edits.replace({ start: 7, end: 13 }, '');
  edits.insert(0, '> ');
  t.is(edits.apply().text, '> one a b TWO');
});

test('a place is found again in the new text', (t) => {
  const edits = createEdits('one two three');
  edits.replace({ start: 0, end: 3 }, '');
  edits.insert(8, 'more ');
  const { text, placeOf } = edits.apply();
  t.is(text, ' two more three');
  t.is(placeOf(4), 1);
  t.is(placeOf(8), 10);
});

test('what is replaced is gone, what is beside it is not', (t) => {
  const edits = createEdits('one two three');
  edits.replace({ start: 4, end: 7 }, 'TWO');
  edits.insert(0, 'x');
  t.deepEqual([0, 3, 4, 6, 7].map(edits.isGone), [false, false, true, true, false]);
});

test('edits that overlap are a mistake', (t) => {
  const edits = createEdits('one two three');
  edits.replace({ start: 0, end: 5 }, '');
  edits.replace({ start: 4, end: 7 }, '');
  t.throws(() => edits.apply(), { instanceOf: RangeError });
});
