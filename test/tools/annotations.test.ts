import test from 'ava';
import type { HttpMethod } from '../../src/backend/client.js';
import { annotate, defaultRetryClass } from '../../src/tools/annotations.js';

for (const [method, readOnlyHint, destructiveHint, idempotentHint, retry] of [
  ['GET', true, false, true, 'safe'],
  ['HEAD', true, false, true, 'safe'],
  ['OPTIONS', true, false, true, 'safe'],
  ['PUT', false, true, true, 'connect-only'],
  ['PATCH', false, true, false, 'connect-only'],
  ['POST', false, true, false, 'connect-only'],
  ['DELETE', false, true, true, 'connect-only'],
] as const satisfies readonly (readonly [HttpMethod, boolean, boolean, boolean, string])[]) {
  test(`${method}: all four hints are published, and the retry class is ${retry}`, (t) => {
    t.deepEqual(annotate(method), { readOnlyHint, destructiveHint, idempotentHint, openWorldHint: true });
    t.is(defaultRetryClass(method), retry);
  });
}

test('the map overrides what the method implies', (t) => {
  t.deepEqual(annotate('POST', { readOnlyHint: true, destructiveHint: false, openWorldHint: false }), {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: false,
  });
});
