import test from 'ava';
import { importAccepted, notesOf, onlyEndpoint } from '../helpers/small-document.js';

const text = { type: 'string' };

function swagger(operation: object, rest: object = {}): object {
  return { swagger: '2.0', info: { title: 'S', version: '1' }, paths: { '/things': { post: operation } }, ...rest };
}

test('host, base path and schemes become servers', (t) => {
  const map = importAccepted(swagger({}, { host: 'api.example.com', basePath: '/v1', schemes: ['https', 'http'] }));
  t.deepEqual(
    map.servers.map(({ url }) => url),
    ['https://api.example.com/v1', 'http://api.example.com/v1'],
  );
});

test('fields of a form keep all that is said of them', (t) => {
  const map = importAccepted(
    swagger({
      consumes: ['multipart/form-data'],
      parameters: [
        { name: 'photo', in: 'formData', type: 'file', required: true, description: 'A photo.' },
        { name: 'size', in: 'formData', type: 'integer', minimum: 1, maximum: 9 },
        { name: 'kind', in: 'formData', type: 'string', enum: ['a', 'b'] },
      ],
    }),
  );
  const { endpoint } = onlyEndpoint(map);
  t.is(endpoint.contentType, 'multipart/form-data');
  t.deepEqual(endpoint.body, {
    type: 'object',
    properties: {
      photo: { type: 'string', description: 'A photo. The content of the file, in base64.', contentEncoding: 'base64' },
      size: { type: 'integer', minimum: 1, maximum: 9 },
      kind: { type: 'string', enum: ['a', 'b'] },
    },
    required: ['photo'],
  });
});

test('a body behind a reference is found, and definitions become shared', (t) => {
  const map = importAccepted(
    swagger(
      { parameters: [{ $ref: '#/parameters/Body' }], responses: { 200: { $ref: '#/responses/Ok' } } },
      {
        parameters: { Body: { name: 'b', in: 'body', required: true, schema: { $ref: '#/definitions/Thing' } } },
        responses: { Ok: { description: 'Fine.', schema: { $ref: '#/definitions/Thing' } } },
        definitions: { Thing: { type: 'object', properties: { name: { type: 'string', 'x-nullable': true } } } },
      },
    ),
  );
  const thing = { type: 'object', properties: { name: { type: ['string', 'null'] } } };
  t.deepEqual(onlyEndpoint(map).endpoint.body, thing);
  t.deepEqual(onlyEndpoint(map).endpoint.response, { $ref: '#/$defs/Thing' });
  t.deepEqual(map.definitions, { Thing: thing });
});

test('an operation has the media types of its own, not those of the document', (t) => {
  const operation = {
    produces: ['application/json'],
    responses: { 200: { schema: { type: 'object', properties: { a: text } } } },
  };
  const map = importAccepted(swagger(operation, { produces: ['application/xml'] }));
  t.deepEqual(onlyEndpoint(map).endpoint.response, { type: 'object', properties: { a: text } });
});

test('lists are separated as collectionFormat says', (t) => {
  const formats = ['csv', 'multi', 'pipes', 'ssv', 'tsv'];
  const parameters = formats.map((name) => ({ name, in: 'query', type: 'array', items: text, collectionFormat: name }));
  const map = importAccepted(swagger({ parameters }));
  t.deepEqual(onlyEndpoint(map).endpoint.styles, {
    csv: { style: 'form', explode: false },
    pipes: { style: 'pipeDelimited', explode: false },
    ssv: { style: 'spaceDelimited', explode: false },
    tsv: { style: 'form', explode: false },
  });
  t.deepEqual(notesOf(map), ['unsupported-style #/paths/~1things/post/parameters/4']);
});

test('the document that was given stays as it was, and odd members do no harm', (t) => {
  const document = swagger(
    { parameters: [{ name: 'a', in: 'query', type: 'string' }, {}, null], responses: { 200: null, 'x-y': 1 } },
    { 'x-odd': { type: 'file' }, securityDefinitions: { basic: { type: 'basic' } } },
  );
  const before = JSON.stringify(document);
  const map = importAccepted(document);
  t.is(JSON.stringify(document), before);
  t.deepEqual(map.schemes, [{ name: 'basic', kind: 'basic' }]);
});
