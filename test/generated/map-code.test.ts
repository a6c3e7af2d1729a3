import test from 'ava';
import { expectTypeOf } from 'expect-type';
import { z } from 'zod';
import { noCredential } from '../../src/credentials/none.js';
import { defineEndpoints } from '../../src/endpoints/define-endpoints.js';
import type { EndpointMap } from '../../src/endpoints/endpoint.js';
import type { StandardSchema } from '../../src/endpoints/schema.js';
import { ConfigurationError } from '../../src/errors.js';
import type { ToolHooks } from '../../src/generated/generated-tool.js';
import { hooksOf, schemaOf } from '../../src/generated/map-code.js';

const get = { method: 'GET', path: '/', description: 'A.' } as const;
const query = z.object({ a: z.string() });
const request: NonNullable<ToolHooks['request']> = (own) => own;
const credential = noCredential();
const map: EndpointMap = {
  a: { ...get, query, request, credential },
  b: { ...get, query: { type: 'object', properties: { a: {} } } },
};

function messageOf(error: ConfigurationError | undefined): string {
  return error?.message ?? '';
}

test('hooksOf takes the functions of an endpoint and nothing else', (t) => {
  t.deepEqual(hooksOf(map, 'a'), { request, credential });
  t.deepEqual(hooksOf(map, 'b'), {});
});

test('schemaOf takes the schema of a section', (t) => {
  t.is(schemaOf(map, 'a', 'query'), query);
});

test('both take maps of defineEndpoints', (t) => {
  const defined = defineEndpoints({ c: { ...get, query } });
  expectTypeOf(hooksOf(defined, 'c')).toEqualTypeOf<ToolHooks>();
  expectTypeOf(schemaOf(defined, 'c', 'query')).toEqualTypeOf<StandardSchema>();
  t.is(schemaOf(defined, 'c', 'query'), query);
});

test('an endpoint that is gone from the map is told with its mend', (t) => {
  for (const name of ['gone', 'toString', '__proto__']) {
    for (const read of [() => hooksOf(map, name), () => schemaOf(map, name, 'query')]) {
      const error = t.throws(read, { instanceOf: ConfigurationError });
      t.is(
        messageOf(error),
        `The generated tools do not fit their endpoint map any more:\n  - endpoints.${name}: is not in the map. Run: npx generate-tools`,
      );
    }
  }
});

test('a section that is no Standard Schema any more is told', (t) => {
  for (const [name, section] of [
    ['a', 'body'],
    ['b', 'query'],
  ] as const) {
    const error = t.throws(() => schemaOf(map, name, section), { instanceOf: ConfigurationError });
    t.regex(messageOf(error), new RegExp(`endpoints\\.${name}\\.${section}: is not a Standard Schema`));
  }
});
