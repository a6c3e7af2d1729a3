import fc from 'fast-check';

/** Text that tries to be more than text. */
export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !/\p{Surrogate}/u.test(text)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '*/',
      '/*',
      "'",
      '"',
      '`',
      '$' + '{1}',
      '\\',
      '\\u0027',
      '\u2028',
      '\u2029',
      '\r\n',
      '__proto__',
      'constructor',
      'toString',
      '</script>',
      '<!--',
      '//',
      '@ts-expect-error',
      '\u202e',
      '%00',
      'a|b',
      'hasOwnProperty',
    ),
  },
);

/** Text that a header, or a segment of a path, can carry. */
export const plainText = fc.stringMatching(/^[A-Za-z0-9-]{1,8}$/);
