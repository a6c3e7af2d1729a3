import test from 'ava';
import { definitionsOf, documentWith, importAccepted, notesOf, onlyEndpoint } from './helpers/small-document.js';

function json(schema: object): object {
  return { content: { 'application/json': { schema } } };
}

const a = { type: 'object', properties: { a: { type: 'string' } } };
const b = { type: 'object', properties: { b: { type: 'string' } } };

function responseOf(responses: object): unknown {
  return onlyEndpoint(importAccepted(documentWith({ responses }))).endpoint.response;
}

test('the good JSON answer becomes the response', (t) => {
  t.deepEqual(responseOf({ 400: json(b), 200: json(a), 204: {} }), a);
  t.deepEqual(responseOf({ '2XX': { content: { 'application/vnd.x+json; charset=utf-8': { schema: a } } } }), a);
  t.deepEqual(responseOf({ default: json(a) }), a);
  t.is(responseOf({ default: json(a), 400: json(b) }), undefined);
  t.is(responseOf({ 200: { content: { 'application/pdf': {} } } }), undefined);
});

test('good answers that are the same are one, those that differ promise nothing', (t) => {
  t.deepEqual(responseOf({ 201: json(a), 200: json({ ...a }) }), a);
  const map = importAccepted(documentWith({ responses: { 200: json(a), 201: json(b) } }));
  t.is(onlyEndpoint(map).endpoint.response, undefined);
  t.deepEqual(notesOf(map), ['several-responses #/paths/~1things/post/responses']);
});

test('answers that are always HTML are taken as text', (t) => {
  const map = importAccepted(documentWith({ responses: { 200: { content: { 'text/html': {} } } } }));
  t.true(onlyEndpoint(map).endpoint.acceptHtml);
});

test('HEAD has no answer to promise', (t) => {
  const operation = { responses: { 200: json(a) } };
  const map = importAccepted({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: { '/things': { head: operation } },
  });
  t.is(onlyEndpoint(map).endpoint.response, undefined);
});

test('an answer made of objects is one object, as bodies are; alternatives and null stay below result', (t) => {
  const all = { description: 'Both.', allOf: [a, { ...b, required: ['b'] }] };
  const merged = { type: 'object', properties: { ...a.properties, ...b.properties }, required: ['b'] };
  t.deepEqual(responseOf({ 200: json(all) }), { ...merged, description: 'Both.' });
  const choice = { ...merged, required: [], anyOf: [{ required: ['a'] }, { required: ['b'] }] };
  t.deepEqual(responseOf({ 200: json(choice) }), { type: 'object', properties: merged.properties });
  const nullable = {
    allOf: [
      { ...a, nullable: true },
      { ...b, nullable: true },
    ],
  };
  t.true('allOf' in Object(responseOf({ 200: json(nullable) })));
  t.deepEqual(responseOf({ 200: json({ oneOf: [a, b] }) }), { anyOf: [a, b] });
});

test('a shared answer made of objects that holds itself keeps its definition', (t) => {
  const schemas = {
    Base: { type: 'object', properties: { id: { type: 'string' } } },
    Node: {
      allOf: [
        { $ref: '#/components/schemas/Base' },
        { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } },
      ],
    },
  };
  const responses = { 200: json({ $ref: '#/components/schemas/Node' }) };
  const map = importAccepted(documentWith({ responses }, { components: { schemas } }));
  t.deepEqual(onlyEndpoint(map).endpoint.response, {
    type: 'object',
    properties: { id: { type: 'string' }, next: { $ref: '#/$defs/Node' } },
  });
  const schema = definitionsOf(map).create_thing?.outputSchema;
  t.deepEqual(Object.keys(Object(schema?.properties)), ['id', 'next']);
});
