import test from 'ava';
import { redact } from '../../../src/tools/errors/redact.js';

for (const [message, expected] of [
  ['connect ECONNREFUSED 127.0.0.1:6395', 'connect ECONNREFUSED [redacted]'],
  ['connect ECONNREFUSED ::1:6379', 'connect ECONNREFUSED [redacted]'],
  ['getaddrinfo ENOTFOUND falkordb.internal', 'getaddrinfo ENOTFOUND [redacted]'],
  ['Failed at redis://user:pw@db:6379/0 now', 'Failed at [redacted] now'],
  ['open /etc/falkordb/users.json', 'open [redacted]'],
  ['bad token eyJhbGciOi.eyJzdWIi.c2ln', 'bad token [redacted]'],
  ['Error: boom\n    at Object.<anonymous> (/srv/app/index.js:1:2)\n    at node:internal/x', 'Error: boom'],
  ['boom at TCPConnectWrap.afterConnect (node:net:1611:16)', 'boom'],
  [
    'Type mismatch: expected Integer, Float, or Null but was String',
    'Type mismatch: expected Integer, Float, or Null but was String',
  ],
  ['Unable to drop index on :Person(zzz)', 'Unable to drop index on :Person(zzz)'],
] as const) {
  test(`redacts: ${message.split('\n')[0]}`, (t) => {
    t.is(redact(message), expected);
  });
}

test("leaves the caller's own text", (t) => {
  t.is(
    redact('Error opening CSV URI: file://x/y.csv', "LOAD CSV FROM 'file://x/y.csv' AS r"),
    'Error opening CSV URI: file://x/y.csv',
  );
  t.is(redact('near 10.0.0.1 and 10.0.0.2', "{ip: '10.0.0.1'}"), 'near 10.0.0.1 and [redacted]');
});
