import test from 'ava';
import { definitionsOf, documentWith, importAccepted, notesOf, onlyEndpoint } from './helpers/small-document.js';

const text = { type: 'string' };

function withBody(content: object, required?: boolean): object {
  return documentWith({ requestBody: { content, ...(required === undefined ? {} : { required }) } });
}

test('JSON is preferred, and an object is spread over arguments', (t) => {
  const schema = { type: 'object', properties: { a: text }, required: ['a', 'ghost'] };
  const map = importAccepted(withBody({ 'text/plain': {}, 'application/json': { schema }, 'multipart/form-data': {} }));
  const { endpoint } = onlyEndpoint(map);
  t.is(endpoint.contentType, undefined);
  t.deepEqual(endpoint.body, { type: 'object', properties: { a: text }, required: ['a'] });
});

test('allOf at the root of a body is merged into one object', (t) => {
  const document = documentWith(
    {
      requestBody: {
        content: {
          'application/json': {
            schema: { allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { b: text }, required: ['b'] }] },
          },
        },
      },
    },
    { components: { schemas: { Base: { type: 'object', properties: { a: text }, required: ['a'] } } } },
  );
  t.deepEqual(onlyEndpoint(importAccepted(document)).endpoint.body, {
    type: 'object',
    properties: { a: text, b: text },
    required: ['a', 'b'],
  });
});

test('alternatives at the root of a body are one argument', (t) => {
  const oneOf = [
    { type: 'object', properties: { a: text } },
    { type: 'object', properties: { b: text } },
  ];
  const map = importAccepted(withBody({ 'application/json': { schema: { oneOf } } }, true));
  t.deepEqual(onlyEndpoint(map).endpoint.body, { anyOf: oneOf });
  t.deepEqual(definitionsOf(map).create_thing?.inputSchema.required, ['body']);
});

test('alternatives of what is required are left to the API', (t) => {
  const schema = {
    type: 'object',
    properties: { a: text, b: text },
    anyOf: [{ required: ['a'] }, { required: ['b'] }],
  };
  const map = importAccepted(withBody({ 'application/json': { schema } }));
  t.deepEqual(onlyEndpoint(map).endpoint.body, { type: 'object', properties: { a: text, b: text } });
  t.deepEqual(notesOf(map), ['loosened-alternatives #/paths/~1things/post/requestBody/content/application~1json']);
});

test('an object that may be left out is an optional body; one that the document is silent about is sent', (t) => {
  const schema = { type: 'object', properties: { a: text, b: text }, required: ['a'] };
  const content = { 'application/json': { schema } };
  const map = importAccepted(withBody(content, false));
  const { endpoint } = onlyEndpoint(map);
  t.deepEqual(endpoint.body, schema);
  t.true(endpoint.optionalBody);
  t.is(definitionsOf(map).create_thing?.inputSchema.required, undefined);
  for (const required of [true, undefined]) {
    const sent = importAccepted(withBody(content, required));
    t.false('optionalBody' in onlyEndpoint(sent).endpoint);
    t.deepEqual(definitionsOf(sent).create_thing?.inputSchema.required, ['a']);
  }
});

test('a body that is one argument may be left out unless the document says that it is required', (t) => {
  const list = { 'application/json': { schema: { type: 'array', items: text } } };
  for (const content of [list, { 'application/octet-stream': {} }, { 'text/csv': {} }]) {
    for (const required of [false, undefined]) {
      const map = importAccepted(withBody(content, required));
      t.true(onlyEndpoint(map).endpoint.optionalBody);
      t.is(definitionsOf(map).create_thing?.inputSchema.required, undefined);
      t.deepEqual(notesOf(map), []);
    }
    const map = importAccepted(withBody(content, true));
    t.false('optionalBody' in onlyEndpoint(map).endpoint);
    t.deepEqual(definitionsOf(map).create_thing?.inputSchema.required, ['body']);
  }
});

test('free-form objects and lists are one argument', (t) => {
  const map = { type: 'object', properties: { a: text }, additionalProperties: { type: 'integer' } };
  const whole = onlyEndpoint(importAccepted(withBody({ 'application/json': { schema: map } }, true)));
  t.deepEqual(whole.endpoint.body, { allOf: [map] });
  const list = onlyEndpoint(importAccepted(withBody({ 'application/json': { schema: { type: 'array' } } }, true)));
  t.deepEqual(list.endpoint.body, { type: 'array', items: {} });
});

test('multipart files are base64, of the type that the encoding names', (t) => {
  const file = { type: 'string', format: 'binary' };
  const schema = {
    type: 'object',
    properties: {
      photo: file,
      more: { type: 'array', items: file },
      note: text,
      coded: { type: 'string', format: 'byte' },
    },
  };
  const content = { 'multipart/form-data': { schema, encoding: { photo: { contentType: 'image/png, image/gif' } } } };
  const { endpoint } = onlyEndpoint(importAccepted(withBody(content, true)));
  const base64 = { type: 'string', description: 'The content of the file, in base64.', contentEncoding: 'base64' };
  t.is(endpoint.contentType, 'multipart/form-data');
  t.deepEqual(endpoint.body, {
    type: 'object',
    properties: {
      photo: { ...base64, contentMediaType: 'image/png' },
      more: { type: 'array', items: base64 },
      note: text,
      coded: { type: 'string', format: 'byte' },
    },
  });
});

test('forms keep the styles of their encoding', (t) => {
  const schema = { type: 'object', properties: { expand: { type: 'array', items: text }, name: text } };
  const encoding = { expand: { style: 'deepObject', explode: true }, name: { style: 'form' } };
  const { endpoint } = onlyEndpoint(
    importAccepted(withBody({ 'application/x-www-form-urlencoded': { schema, encoding } })),
  );
  t.is(endpoint.contentType, 'application/x-www-form-urlencoded');
  t.deepEqual(endpoint.styles, { expand: { style: 'deepObject', explode: true } });
});

test('bytes are one base64 argument, other text one string', (t) => {
  const bytes = onlyEndpoint(importAccepted(withBody({ 'image/*': {} }, true))).endpoint;
  t.is(bytes.contentType, 'application/octet-stream');
  t.like(bytes.body, { type: 'string', contentEncoding: 'base64' });
  const map = importAccepted(withBody({ 'application/xml': { schema: { type: 'object' } } }, true));
  t.is(onlyEndpoint(map).endpoint.contentType, 'application/xml');
  t.deepEqual(onlyEndpoint(map).endpoint.body, { type: 'string', description: 'Text of type application/xml.' });
  t.deepEqual(notesOf(map), ['body-as-text #/paths/~1things/post/requestBody/content/application~1xml']);
});

test('GET has no body', (t) => {
  const content = { 'application/json': { schema: { type: 'object', properties: { a: text } } } };
  const map = importAccepted(documentWith({ requestBody: { content } }, { method: 'get' }));
  t.is(onlyEndpoint(map).endpoint.body, undefined);
  t.deepEqual(notesOf(map), ['unsendable-body #/paths/~1things/get/requestBody/content/application~1json']);
});

test('members that are read-only are no arguments, those that are write-only no answers', (t) => {
  const Thing = {
    type: 'object',
    properties: { id: { type: 'string', readOnly: true }, secret: { type: 'string', writeOnly: true }, name: text },
    required: ['id', 'secret', 'name'],
  };
  const ref = { type: 'object', properties: { thing: { $ref: '#/components/schemas/Thing' } } };
  const map = importAccepted(
    documentWith(
      {
        requestBody: { content: { 'application/json': { schema: ref } } },
        responses: { 200: { content: { 'application/json': { schema: ref } } } },
      },
      { components: { schemas: { Thing } } },
    ),
  );
  t.deepEqual(map.definitions, {
    Thing: { type: 'object', properties: { id: text, name: text }, required: ['id', 'name'] },
    ThingInput: { type: 'object', properties: { secret: text, name: text }, required: ['secret', 'name'] },
  });
  t.deepEqual(onlyEndpoint(map).endpoint.body, {
    type: 'object',
    properties: { thing: { $ref: '#/$defs/ThingInput' } },
  });
});

test('how many members a body has is kept where it says more than its properties', (t) => {
  const bodyOf = (schema: object) => {
    const map = importAccepted(withBody({ 'application/json': { schema: { type: 'object', ...schema } } }, true));
    const { minProperties, maxProperties } = Object(onlyEndpoint(map).endpoint.body);
    return [minProperties, maxProperties];
  };
  const properties = { a: text, b: text, c: text };
  t.deepEqual(bodyOf({ properties, minProperties: 1, maxProperties: 2 }), [1, 2]);
  t.deepEqual(bodyOf({ properties, required: ['a'], minProperties: 1, maxProperties: 3 }), [undefined, undefined]);
  t.deepEqual(bodyOf({ minProperties: 1, allOf: [{ properties, minProperties: 2, maxProperties: 2 }] }), [2, 2]);
  t.deepEqual(bodyOf({ properties: { a: text, b: { ...text, readOnly: true } }, minProperties: 2 }), [
    undefined,
    undefined,
  ]);
});

test('members that need others are told, and left to the API', (t) => {
  const schema = { type: 'object', properties: { a: text, b: text }, dependentRequired: { a: ['b'] } };
  const map = importAccepted(withBody({ 'application/json': { schema } }));
  t.deepEqual(notesOf(map), ['loosened-alternatives #/paths/~1things/post/requestBody/content/application~1json']);
});

test('a form that cannot be spread is one argument', (t) => {
  const schema = { properties: { ['x'.repeat(300)]: text }, additionalProperties: text };
  for (const type of [{ type: 'object' }, { type: ['object', 'null'] }, {}]) {
    const content = { 'application/x-www-form-urlencoded': { schema: { ...schema, ...type } } };
    const map = importAccepted({ ...withBody(content, true), openapi: '3.1.0' });
    t.deepEqual(Object.keys(Object(definitionsOf(map).create_thing?.inputSchema.properties)), ['body']);
  }
});

test('a form whose alternatives are references to no objects is left out with a note, whatever stands beside them', (t) => {
  const schema = {
    oneOf: [
      { $ref: '#/components/schemas/Text', type: 'object' },
      { type: 'array', items: text },
    ],
  };
  const content = { 'application/x-www-form-urlencoded': { schema } };
  const map = importAccepted({ ...withBody(content), openapi: '3.1.0', components: { schemas: { Text: text } } });
  t.is(onlyEndpoint(map).endpoint.body, undefined);
  t.deepEqual(
    map.notes.map(({ code }) => code),
    ['bad-form'],
  );
});
