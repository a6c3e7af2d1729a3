import test from 'ava';
import fc from 'fast-check';
import { writeMultipart } from '../../src/tools/multipart.js';

const text = fc.string({ unit: 'grapheme' });
const hostile = fc.oneof(
  text,
  fc.constantFrom('"\r\nX-Evil: 1\r\n\r\n', '--', '\r\n--form-', '\n', '\r', '"; filename="x'),
);
const part = fc.record({ name: hostile, content: hostile }, { requiredKeys: ['name', 'content'] });
const filePart = fc.record({
  name: hostile,
  content: fc.uint8Array(),
  filename: hostile,
  type: fc.constantFrom('image/png', 'text/plain'),
});

function parse({ body, contentType }: { body: Buffer; contentType: string }): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
}

test('any parts are read back one by one by a standard parser: no name begins a header or another part', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(part, filePart), { minLength: 1, maxLength: 4 }), async (parts) => {
      const form = [...(await parse(writeMultipart(parts)))];
      const read = await Promise.all(
        form.map(async ([name, value]) => [
          name,
          typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()),
        ]),
      );
      t.deepEqual(
        read,
        parts.map(({ name, content }) => [name, typeof content === 'string' ? content : Buffer.from(content)]),
      );
    }),
  );
});

test('equal parts are equal bytes; other parts have another boundary, which occurs in no part', (t) => {
  fc.assert(
    fc.property(fc.array(part), fc.array(part), (left, right) => {
      const one = writeMultipart(left);
      t.deepEqual(one, writeMultipart(structuredClone(left)));
      if (JSON.stringify(left) !== JSON.stringify(right)) {
        t.not(one.contentType, writeMultipart(right).contentType);
      }
      const boundary = one.contentType.split('boundary=')[1] ?? '';
      t.false(JSON.stringify(left).includes(boundary));
    }),
  );
});
