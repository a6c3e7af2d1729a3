import test from 'ava';
import fc from 'fast-check';
import type { EndpointReply } from '../../src/backend/exchange.js';
import { withoutSecrets } from '../../src/backend/redact-data.js';
import { decodeReply } from '../../src/backend/reply.js';

const SECRET = 'Key/With+Signs=="';
const options = { acceptHtml: true, exactIntegers: false };

function decode(body: Uint8Array, type = 'application/json', headers: Record<string, string> = {}): EndpointReply {
  const decoded = decodeReply({ status: 200, headers: { 'content-type': type, ...headers }, body }, 1, options);
  if ('problem' in decoded) throw new Error(decoded.problem);
  return decoded.reply;
}

function clean(text: string | Uint8Array, type?: string, secrets: readonly string[] = [SECRET]): unknown {
  const bytes = Buffer.from(text);
  return withoutSecrets(decode(bytes, type), bytes, secrets).body;
}

test('T123: a secret is taken out of names and values at every depth, and nothing else changes', (t) => {
  const value = { a: [1, null, { [SECRET]: `x${SECRET}y${SECRET}` }], seen: SECRET, ok: true, near: SECRET.slice(1) };
  t.deepEqual(clean(JSON.stringify(value)), {
    a: [1, null, { '[redacted]': 'x[redacted]y[redacted]' }],
    seen: '[redacted]',
    ok: true,
    near: SECRET.slice(1),
  });
  t.is(clean(JSON.stringify(SECRET)), '[redacted]');
  t.deepEqual(clean(JSON.stringify([SECRET])), ['[redacted]']);
});

test('T123: a secret is known however the backend has escaped it', (t) => {
  for (const written of [
    JSON.stringify(SECRET),
    JSON.stringify(SECRET).replaceAll('/', '\\/'),
    JSON.stringify(SECRET).replace(/[+=/]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
  ]) {
    t.deepEqual(clean(`{"seen":${written}}`), { seen: '[redacted]' }, written);
  }
  t.deepEqual(clean('{"seen":"\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"}', undefined, ['éééééééé']), {
    seen: '[redacted]',
  });
});

test('T123: text is cleaned in its own encoding, and bytes as they are', (t) => {
  const secret = 'a-plain-secret';
  t.is(clean(`a ${secret} b`, 'text/plain', [secret]), 'a [redacted] b');
  t.is(clean(`<p>${secret}</p>`, 'text/html', [secret]), '<p>[redacted]</p>');
  t.is(clean(Buffer.from(`é ${secret}`, 'utf16le'), 'text/plain; charset=utf-16le', [secret]), 'é [redacted]');
  const bytes = Buffer.concat([Buffer.from([0, 255, 200]), Buffer.from(secret), Buffer.from([129])]);
  const expected = Buffer.concat([Buffer.from([0, 255, 200]), Buffer.from('[redacted]'), Buffer.from([129])]);
  t.deepEqual(Buffer.from(clean(bytes, 'image/png', [secret]) as Uint8Array), expected);
});

test('T123: headers of the answer are cleaned, too', (t) => {
  const bytes = Buffer.from('{}');
  const reply = decode(bytes, 'application/json', { link: `</x?key=${SECRET}>`, date: 'today' });
  const { headers } = withoutSecrets(reply, bytes, [SECRET]);
  t.deepEqual({ ...headers }, { 'content-type': 'application/json', link: '</x?key=[redacted]>', date: 'today' });
});

test('an answer without a secret is given on as the very same object', async (t) => {
  const holds = (value: unknown, secret: string): boolean => {
    if (typeof value === 'string') return value.includes(secret);
    return Object.entries(Object(value)).some(([name, item]) => name.includes(secret) || holds(item, secret));
  };
  await t.notThrowsAsync(async () =>
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ minLength: 1 }), (value, secret) => {
        const bytes = Buffer.from(JSON.stringify([value]));
        const reply = decode(bytes, 'text/json');
        fc.pre(!holds(reply.body, secret) && !'text/json'.includes(secret));
        return withoutSecrets(reply, bytes, [secret]) === reply;
      }),
    ),
  );
});

test('whatever surrounds a secret, it is gone, and the rest is left', async (t) => {
  await t.notThrowsAsync(async () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.jsonValue(), (before, after, other) => {
        fc.pre(![before, after, JSON.stringify(other)].some((text) => text.includes('secret')));
        const rest: unknown = JSON.parse(JSON.stringify(other));
        const body = clean(JSON.stringify({ seen: `${before}my-secret-key${after}`, rest }), undefined, [
          'my-secret-key',
        ]);
        t.deepEqual(body, { seen: `${before}[redacted]${after}`, rest });
      }),
    ),
  );
});
