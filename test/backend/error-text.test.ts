import test from 'ava';
import fc from 'fast-check';
import { backendErrorText, redactText } from '../../src/backend/error-text.js';

const json = (body: unknown) => backendErrorText({ body, mediaType: 'application/json' });

test('the message is found where APIs put it', (t) => {
  for (const [body, expected] of [
    [{ error: 'Missing API key' }, 'Missing API key'],
    [{ error: { message: 'Unknown graph', code: 'X' } }, 'Unknown graph'],
    [{ error: 'Bad Request', message: ['name is required', 'age is required'] }, 'name is required'],
    [{ type: 'about:blank', title: 'Conflict', detail: 'Order 7 is closed' }, 'Order 7 is closed'],
    [{ title: 'Conflict' }, 'Conflict'],
    [{ error: 'invalid_grant', error_description: 'The code has expired' }, 'The code has expired'],
    [{ errors: [{ message: 'first' }, { message: 'second' }] }, 'first'],
    ['just text', 'just text'],
    [{ status: 7 }, undefined],
    [{ error: '' }, undefined],
    [undefined, undefined],
    [null, undefined],
    [new Uint8Array([65]), undefined],
    [{ error: { error: { error: { error: { error: 'too deep' } } } } }, undefined],
  ] as const) {
    t.is(json(body), expected, JSON.stringify(body));
  }
});

test('HTML is reduced to its text', (t) => {
  const body = `<!DOCTYPE html><html><head><title>Error</title><style>x{}</style></head>
    <body><!-- secret --><script>alert(1)</script><pre>Cannot GET &lt;orders&gt;<br>Sorry</pre></body></html>`;
  t.is(backendErrorText({ body, mediaType: 'text/html' }), 'Cannot GET <orders> Sorry');
});

test('T123: addresses, hosts, URLs, paths, stacks and secrets are taken out', (t) => {
  for (const [text, expected] of [
    ['connect ECONNREFUSED 127.0.0.1:6395', 'connect ECONNREFUSED'],
    ['getaddrinfo ENOTFOUND db.prod', 'getaddrinfo ENOTFOUND'],
    ['refused by 10.0.0.7:5432 now', 'refused by [address] now'],
    ['peer [fe80::1]:443 left', 'peer [address] left'],
    ['peer 2001:db8:1:2:3:4:5:6 left', 'peer [address] left'],
    ['host redis.prod.internal is down', 'host [address] is down'],
    ['api.example.com:8443 and redis:6379', '[address] and [address]'],
    ['see https://user:pw@host.test/x?y=1.', 'see [url]'],
    ['mongodb://root:pw@db/x failed', '[url] failed'],
    ['no such file /srv/app/config/x.yaml here', 'no such file [path] here'],
    ['in src/routes/query.ts:10:5 somewhere', 'in [path] somewhere'],
    ['in C:\\app\\x.js somewhere', 'in [path] somewhere'],
    ['Authorization: Bearer abc.def-123', 'Authorization: [redacted] [redacted]'],
    ['got Bearer abcd1234', 'got Bearer [redacted]'],
    ['bad jwt eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.sig', 'bad jwt [redacted]'],
    ['password=hunter2 rejected', 'password=[redacted] rejected'],
    ["api_key: 'abc'", 'api_key: [redacted]'],
    ['with MCP_API_KEY=abc set', 'with [redacted] set'],
    ['hash 0123456789abcdef0123456789abcdef', 'hash [redacted]'],
    ['key AbCdEfGh1234567890IjKlMnOp', 'key [redacted]'],
    ['Error: boom\n    at run (/srv/x.js:1:2)\n    at y', 'Error: boom'],
    ['Traceback (most recent call last):\n  File "/app/x.py"', ''],
    ['two\r\nlines\u001b[31m red\u0000', 'two lines red'],
  ] as const) {
    t.is(redactText(text), expected, text);
  }
});

test('what a caller needs is left alone', (t) => {
  for (const text of [
    "errMsg: Invalid input 'F': expected an expression line: 1, column: 8, offset: 7",
    'Order 550e8400-e29b-41d4-a716-446655440000 not found',
    'Cannot POST /api/orders',
    'It opens at 12:30:45 on 2026-01-07T20:00:00.000Z',
    'Version 1.2.3 is required, limit:100',
    'EXISTS is not a function',
    "Access denied to graph 'other_tenant_memories'",
  ]) {
    t.is(redactText(text), text);
  }
});

test('the text is cut to its length without splitting a character', (t) => {
  t.is(json({ error: 'x'.repeat(400) })?.length, 300);
  t.is(
    backendErrorText({ body: 'a'.repeat(8) + '😀'.repeat(5), mediaType: 'text/plain' }, { maxLength: 10 }),
    `${'a'.repeat(8)}…`,
  );
});

test('any text comes out on one line, within its length, in little time', (t) => {
  const nasty = fc.array(
    fc.constantFrom('a-', '<', '<!--', '&lt;', '/a', '::', '1.', 'x:', '=', '\n at ', 'A_', '"', '%'),
    {
      minLength: 500,
      maxLength: 4000,
    },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 3000 }),
        nasty.map((parts) => parts.join('')),
      ),
      (text) => {
        const started = performance.now();
        const shown = backendErrorText({ body: text, mediaType: 'text/html' }) ?? '';
        t.true(performance.now() - started < 1000);
        t.true(shown.length <= 300);
        t.notRegex(shown, /\p{Cc}/u);
      },
    ),
    { numRuns: 200 },
  );
});

test('a long run of one character does not slow the redaction down', (t) => {
  for (const unit of ['a', 'a-', 'A', '1.', ':', '/a', '<', '=', ' ', 'a.', '[', 'A_', 'E']) {
    const started = performance.now();
    redactText(unit.repeat(100_000));
    t.true(performance.now() - started < 1000, unit);
  }
});
