import test from 'ava';
import fc from 'fast-check';
import { z } from 'zod';
import { checkPattern } from '../../../src/endpoints/json-schema/pattern-safety.js';

for (const pattern of [
  '^(a+)+$',
  '^(a|a)*$',
  '(a*)*',
  '^(a?b?)*$',
  '^([a-z]+)*[0-9]$',
  '^(\\w+\\s?)*$',
  '(x+x+)+y',
  '^(?:a{0,3})*$',
  '(.*)*x',
  '(a|aa)+$',
  '^(\\d+|\\d+[a-z])*$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  'b(?=(a+)+$)',
  '^(a|a){50}$',
  '^((a|a){10}){10}$',
  '^(\\p{L}|\\w)+$',
]) {
  test(`T113: the exponential pattern ${pattern} is refused`, (t) => {
    t.is(checkPattern(pattern), 'can take exponential time on a hostile string; make its repetitions unambiguous.');
  });
}

for (const pattern of [
  '^[a-z]+$',
  '^(\\w+\\s)*$',
  '^[^/]{1,64}$',
  '^.{1,2000}$',
  '^([a-z]+-)*[a-z]+$',
  '^[a-z]+(?:-[a-z]+)*$',
  '^\\p{L}[\\p{L}\\p{N} _-]{0,99}$',
  '^\\d{4}-\\d{2}-\\d{2}$',
  '^(?:[+-]?\\d+(?:\\.\\d+)?)(?:,[+-]?\\d+(?:\\.\\d+)?)*$',
  '^(?:\\d{1,3}\\.){3}\\d{1,3}$',
  '^(?<year>\\d+)-\\u{1F600}[\\]\\-a\\x41]$',
]) {
  test(`the harmless pattern ${pattern} is accepted`, (t) => {
    t.is(checkPattern(pattern), undefined);
  });
}

test('back-references, patterns too large to be judged and broken ones are refused', (t) => {
  t.regex(checkPattern('(a)\\1') ?? '', /back-reference/);
  t.regex(checkPattern('(?:[a-c]{900}){900}') ?? '', /too large/);
  t.regex(checkPattern('[') ?? '', /not a regular expression/);
});

for (const [name, schema] of Object.entries({
  email: z.email(),
  uuid: z.uuid(),
  emoji: z.emoji(),
  ipv4: z.ipv4(),
  ipv6: z.ipv6(),
  cidr: z.cidrv6(),
  base64: z.base64(),
  datetime: z.iso.datetime({ offset: true }),
  duration: z.iso.duration(),
  hostname: z.hostname(),
  e164: z.e164(),
})) {
  test(`zod's own pattern for ${name} is accepted`, (t) => {
    const { pattern } = schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
    t.is(checkPattern(String(pattern)), undefined);
  });
}

test('every pattern is judged without a crash', (t) => {
  const pieces = fc.constantFrom(
    'a',
    'b',
    '(',
    ')',
    '(?:',
    '|',
    '*',
    '+',
    '?',
    '{2}',
    '{1,3}',
    '[ab]',
    '.',
    '\\d',
    '^',
    '$',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const verdict = checkPattern(parts.join(''));
      t.true(verdict === undefined || verdict.length > 0);
    }),
    { numRuns: 2000 },
  );
});
