import fc from 'fast-check';

/** Text of all Unicode without NUL and lone surrogates, with what has a meaning somewhere on the way made likely. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        '\\',
        '`',
        '$',
        '$&',
        '$$',
        '$`',
        '$a',
        '$__z9k_1',
        'z9k',
        '\n',
        '\r',
        '\t',
        '\u0001',
        '//',
        '/*',
        '*/',
        ';',
        '{',
        ']',
        ' CYPHER x=1 ',
        '\\u0041',
        '日本',
        '🚀',
        '\u2028',
        '\ufffd',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

/** A name for a parameter or the key of a map: any text without a backtick. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'name',
    'limit',
    'null',
    'true',
    'match',
    'cypher',
    'CYPHERx',
    'a b',
    'ключ',
    '',
    '1',
    'constructor',
    'x\\',
  ),
  anyText.map((text) => text.replaceAll('`', '')),
);

/** The largest number that FalkorDB's 15 significant digits do not round past the largest double, to null. */
const LARGEST = 1.79769313486231e308;

/** Numbers that JSON can hold and a double can hold exactly. */
export const anyNumber: fc.Arbitrary<number> = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, min: -LARGEST, max: LARGEST }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.constantFrom(0, 1e20, 1e21, 2 ** 63, -(2 ** 63), 2 ** 53, 5e-324, 1.5e300, 0.1, -1.5),
);

/** Any JSON value that can be a Cypher parameter. */
export const anyParameter: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(anyText, anyNumber, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(
        fc.tuple(
          anyName.filter((name) => name !== '__proto__'),
          tie('value'),
        ),
        { maxLength: 4 },
      )
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** A set of Cypher parameters by name. */
export const anyParameters: fc.Arbitrary<Record<string, unknown>> = fc
  .array(
    fc.tuple(
      anyName.filter((name) => name !== '__proto__'),
      anyParameter,
    ),
    { maxLength: 5 },
  )
  .map((entries) => Object.fromEntries(entries));
