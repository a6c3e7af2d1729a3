import test from 'ava';
import { z } from 'zod';
import { defineEndpoints } from '../../src/endpoints/define-endpoints.js';
import type { Endpoint, EndpointMap } from '../../src/endpoints/endpoint.js';
import { endpointsFromJson } from '../../src/endpoints/endpoints-from-json.js';
import { problemsOf } from '../helpers/tools.js';

const get = { method: 'GET', path: '/x', description: 'x' } as const;
const post = { ...get, method: 'POST' } as const;
const define = (map: Record<string, unknown>) => defineEndpoints(map as EndpointMap);
const text = { type: 'string' } as const;
const list = { type: 'array' } as const;

test('styles that name no argument, or have no place where it goes, are all told at once', (t) => {
  t.deepEqual(
    problemsOf(t, () =>
      define({
        a: {
          ...post,
          path: '/x/{ids}',
          params: { type: 'object', properties: { ids: list } },
          query: { type: 'object', properties: { filter: { type: 'object' }, limit: { type: 'integer' } } },
          headers: { type: 'object', properties: { tags: list } },
          body: { type: 'object', properties: { meta: { type: 'object' } } },
          styles: {
            ids: { style: 'form' },
            filter: { style: 'simple' },
            limit: { style: 'deepObject' },
            tags: { style: 'pipeDelimited' },
            meta: { style: 'deepObject' },
            fliter: { style: 'json' },
          },
        },
        whole: {
          ...post,
          contentType: 'application/x-www-form-urlencoded',
          body: { anyOf: [{ type: 'object' }] },
          styles: { body: { style: 'deepObject' } },
        },
      }),
    ),
    [
      'endpoints.a.styles.fliter: names no argument. Did you mean "filter"?',
      'endpoints.a.params.ids: is an array; params holds only strings, numbers and booleans. Say how it is written, with styles: { "ids": { … } }, or send it in the body.',
      'endpoints.a.query.filter: is an object; query holds only scalars and lists of scalars. Say how it is written, with styles: { "filter": { … } }, or send it in the body.',
      'endpoints.a.headers.tags: is an array; headers holds only strings, numbers and booleans. Say how it is written, with styles: { "tags": { … } }, or send it in the body.',
      'endpoints.a.styles.ids.style: is "form", which has no place in params. Use one of simple, json.',
      'endpoints.a.styles.filter.style: is "simple", which has no place in query. Use one of form, spaceDelimited, pipeDelimited, deepObject, json.',
      'endpoints.a.styles.limit.style: is "deepObject", but the argument is neither an object nor a list.',
      'endpoints.a.styles.tags.style: is "pipeDelimited", which has no place in headers. Use one of simple, json.',
      "endpoints.a.styles.meta: styles an argument of a body that is not form-encoded. Leave it out, or set contentType: 'application/x-www-form-urlencoded'.",
      'endpoints.whole.styles.body: styles a body that is one argument. Use one plain object with properties as its schema.',
    ],
  );
});

test('what is no style is told with its place and the nearest one', (t) => {
  const query = { type: 'object', properties: { a: list } };
  t.deepEqual(
    problemsOf(t, () =>
      endpointsFromJson({
        endpoints: {
          a: { ...get, query, styles: { a: { style: 'deepobject', expolde: true } } },
          b: { ...get, query, styles: { a: { explode: 'yes' } } },
          c: { ...get, query, styles: [] },
          d: { ...post, body: text, contentType: 7 },
        },
      }),
    ),
    [
      'endpoints.a.styles.a.style: must be one of simple, form, spaceDelimited, pipeDelimited, deepObject, json, not "deepobject". Did you mean "deepObject"?',
      'endpoints.a.styles.a.expolde: is not a known key. Did you mean "explode"?',
      'endpoints.b.styles.a.explode: must be true or false, not string.',
      'endpoints.c.styles: must be an object, not an array.',
      'endpoints.d.contentType: must be a string that is not blank, not number.',
    ],
  );
});

const object = { type: 'object', properties: { a: text } } as const;
const wrong: readonly (readonly [string, Partial<Endpoint>, string])[] = [
  ['no body', { contentType: 'text/plain' }, 'is given, but there is no body. Add a body, or leave it out.'],
  [
    'a range',
    { contentType: 'image/*', body: text },
    'is "image/*", which is not one media type. Write it like "application/xml".',
  ],
  [
    'a line break',
    { contentType: 'text/plain\r\nX-Evil: 1', body: text },
    'is "text/plain\\r\\nX-Evil: 1", which is not one media type. Write it like "application/xml".',
  ],
  [
    'a boundary',
    { contentType: 'multipart/form-data; boundary=x', body: object },
    'has parameters; the boundary is chosen for each request. Write "multipart/form-data" alone.',
  ],
  [
    'another multipart',
    { contentType: 'multipart/related', body: text },
    'is multipart/related, which is not supported. Use multipart/form-data.',
  ],
  [
    'a header constant',
    { contentType: 'text/plain', body: text, constants: { headers: { 'Content-Type': 'text/html' } } },
    'stands beside constants.headers.Content-Type. Keep one of them.',
  ],
  [
    'a form of text',
    { contentType: 'application/x-www-form-urlencoded', body: text },
    'is application/x-www-form-urlencoded, whose body is an object with properties. Make the body an object schema.',
  ],
  [
    'a form of a list',
    { contentType: 'multipart/form-data', body: list },
    'is multipart/form-data, whose body is an object with properties. Make the body an object schema.',
  ],
  [
    'text of an object',
    { contentType: 'application/xml', body: object },
    "is application/xml, whose body is one string. Make the body { type: 'string' }.",
  ],
  [
    'bytes of text',
    { contentType: 'application/octet-stream', body: text },
    "is application/octet-stream, which is bytes. Add contentEncoding: 'base64' to the body's schema.",
  ],
  [
    'constants in text',
    { contentType: 'text/plain', constants: { body: { a: 1 } } },
    'is text/plain, into which constants.body cannot be merged.',
  ],
];

for (const [what, endpoint, expected] of wrong) {
  test(`a content type with ${what} is refused`, (t) => {
    t.deepEqual(
      problemsOf(t, () => define({ a: { ...post, ...endpoint } })),
      [`endpoints.a.contentType: ${expected}`],
    );
  });
}

test('a document may say both, and alternatives and references are seen through', (t) => {
  const map = endpointsFromJson({
    $defs: { File: { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' }, Ids: list },
    endpoints: {
      upload: { ...post, contentType: 'image/png', body: { anyOf: [{ $ref: '#/$defs/File' }, { type: 'null' }] } },
      find: {
        ...get,
        query: { type: 'object', properties: { ids: { $ref: '#/$defs/Ids' } } },
        styles: { ids: { explode: false } },
      },
    },
  });
  t.deepEqual(Object.keys(map), ['upload', 'find']);
});

test('zod says base64 in its own way', (t) => {
  t.notThrows(() => define({ a: { ...post, contentType: 'application/octet-stream', body: z.base64() } }));
});
