import test from 'ava';
import fc from 'fast-check';
import { decodeBase64 } from '../../src/tools/base64.js';

test('whatever was encoded is decoded, and no other text is taken', (t) => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      t.deepEqual(decodeBase64(Buffer.from(bytes).toString('base64')), Buffer.from(bytes));
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
      const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/.test(
        text,
      );
      t.is(decodeBase64(text) !== undefined, isBase64);
    }),
  );
});
