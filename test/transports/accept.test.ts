import test from 'ava';
import { readAccept } from '../../src/transports/accept.js';

const cases: readonly (readonly [string | undefined, boolean, boolean])[] = [
  [undefined, true, true],
  ['', true, true],
  ['*/*', true, true],
  ['application/json, text/event-stream', true, true],
  ['Application/JSON;q=0.9,TEXT/event-stream', true, true],
  ['application/json', true, false],
  ['application/*', true, false],
  ['text/event-stream', false, true],
  ['application/json, text/event-stream;q=0', true, false],
  ['application/jsonx, text/event-stream', false, true],
];

for (const [header, json, sse] of cases) {
  test(`Accept ${String(header)} reads ${json ? 'JSON' : 'no JSON'} and ${sse ? 'streams' : 'no streams'}`, (t) => {
    t.deepEqual(readAccept(header), { json, sse });
  });
}

test('Accept of neither is 406', (t) => {
  t.throws(() => readAccept('text/html'), { message: /must name application\/json or text\/event-stream/ });
});
