import test from 'ava';
import fc from 'fast-check';
import { redact, redactText } from '../../src/telemetry/redact.js';

const names = [
  'authorization',
  'Authorization',
  'Cookie',
  'set-cookie',
  'x-api-key',
  'apiKey',
  'code_verifier',
  'state',
  'refresh_token',
  'accessToken',
  'client_secret',
  'password',
  'sessionId',
  'Mcp-Session-Id',
];

for (const name of names) {
  test(`T124: the field ${name} is redacted at any depth`, (t) => {
    t.deepEqual(JSON.parse(JSON.stringify(redact({ [name]: 'canary' }))), { [name]: '[redacted]' });
    const nested = JSON.stringify(redact({ request: { headers: [{ [name]: ['canary'] }] } }));
    t.false(nested.includes('canary'));
  });
}

test('T124: an authorization code is redacted, an error code is not', (t) => {
  t.deepEqual({ ...redact({ code: 'SplxlOBeZQQYbYS6WxSbIA' }) }, { code: '[redacted]' });
  t.deepEqual({ ...redact({ code: 'backend_timeout' }) }, { code: 'backend_timeout' });
  t.deepEqual({ ...redact({ code: 'ECONNREFUSED' }) }, { code: 'ECONNREFUSED' });
  t.deepEqual({ ...redact({ code: -32602 }) }, { code: -32602 });
});

const texts: readonly (readonly [string, string])[] = [
  ['Cookie: sid=s3cr3t; theme=dark', 'Cookie: [redacted]'],
  ['{"set-cookie":"sid=s3cr3t"}', '{"set-cookie":"[redacted]"}'],
  ['authorization: s3cr3t-without-scheme', 'authorization: [redacted]'],
  ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
  ['POST /messages?sessionId=s3cr3t&x=1', 'POST /messages?sessionId=[redacted]&x=1'],
  ['GET /callback?code=abc123&state=xyz789', 'GET /callback?code=[redacted]&state=[redacted]'],
  ['token eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln refused', 'token [redacted] refused'],
  ['{"access_token":"s3cr3t","a":1}', '{"access_token":"[redacted]","a":1}'],
  ['connecting to redis://user:s3cr3t@store/0', 'connecting to redis://[redacted]@store/0'],
  ['x-api-key: s3cr3t', 'x-api-key: [redacted]'],
];

for (const [given, wanted] of texts) {
  test(`T124: ${JSON.stringify(given)} is redacted in text`, (t) => t.is(redactText(given), wanted));
}

test('T124: line breaks and terminal sequences are escaped', (t) => {
  t.is(redactText('a\r\nINFO forged\u001b[2K\u2028\u202e'), 'a\\r\\nINFO forged\\u001b[2K\\u2028\\u202e');
});

test('T124: no text leaves a control character', (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(redactText(text))));
  t.pass();
});

test('errors become plain values, with their cause, redacted', (t) => {
  const error = new Error('refused Bearer abcdefgh', { cause: new Error('at sessionId=abcdefgh') });
  const text = JSON.stringify(redact({ error }));
  t.true(text.includes('refused Bearer [redacted]'));
  t.true(text.includes('at sessionId=[redacted]'));
  t.false(text.includes('abcdefgh'));
});

test('cycles, depth, bytes and big numbers do not break a log line', (t) => {
  const cycle: Record<string, unknown> = { n: 1n, bytes: new Uint8Array(3), at: new Date(0), set: new Set([1]) };
  cycle.self = cycle;
  t.deepEqual(JSON.parse(JSON.stringify(redact({ cycle }))), {
    cycle: { n: '1', bytes: '[3 bytes]', at: '1970-01-01T00:00:00.000Z', set: [1], self: '[circular]' },
  });
});
