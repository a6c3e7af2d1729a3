import test from 'ava';
import fc from 'fast-check';
import { cleanText } from '../../../src/oauth/pages/clean-text.js';

for (const [what, given, expected] of [
  ['markup as it is', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['a template as it is', '{{7*7}}', '{{7*7}}'],
  ['a right-to-left override', 'safe\u202egpj.exe', 'safegpj.exe'],
  ['isolates and marks', '\u2066a\u2069\u200f\u061cb', 'ab'],
  ['NUL, escape and bell', 'a\0b\u001b[31mc\u0007', 'ab[31mc'],
  ['line breaks of every kind', 'a\r\nb\u2028c\u0085d', 'a b cd'],
  ['invisible characters', 'a\u200b\u2060\u00ad\u3164\u2800\u034fb', 'ab'],
  ['tag characters', 'a\u{e0041}\u{e007f}b', 'ab'],
  ['lone surrogates', 'a\ud800b\udc00', 'ab'],
  ['piled marks', `a${'\u0301'.repeat(50)}b`, 'a\u0301\u0301b'],
  ['other scripts as they are', 'Żółw 漢字 عربي 👍', 'Żółw 漢字 عربي 👍'],
  ['nothing but white space', ' \t\n\u00a0 ', ''],
] as const) {
  test(`T035: ${what}`, (t) => {
    t.is(cleanText(given), expected);
  });
}

test('T035: 10 KB are cut to 80 characters, never within one', (t) => {
  const cut = cleanText('👍'.repeat(5000));
  t.is([...cut].length, 80);
  t.true(cut.endsWith('👍…'));
});

test('T035: whatever is given, it is short, on one line and well-formed', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const clean = cleanText(text);
      t.true([...clean].length <= 80);
      t.notRegex(clean, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});
