import test from 'ava';
import { readError } from '../../../src/tools/errors/error-body.js';
import { toReply } from '../../helpers/transcripts.js';

const read = (body: string, type = 'application/json') => readError(toReply({ status: 500, type, body }));

test('reads an error object', (t) => {
  t.like(read('{"error":{"type":"QueryError","message":"m","code":"C","details":{"a":1}}}'), {
    form: 'typed',
    type: 'QueryError',
    message: 'm',
    code: 'C',
    details: { a: 1 },
  });
});

test('reads an error text', (t) => {
  t.like(read('{"error":"text","code":"C","details":[1]}'), {
    form: 'plain',
    message: 'text',
    code: 'C',
    details: [1],
  });
  t.like(read('{"message":"text"}'), { form: 'plain', message: 'text' });
});

test('reads the reason out of a page, without tags and stack', (t) => {
  const page =
    '<html><head><title>Error</title></head><body><pre>SyntaxError: &quot;x&quot; &amp; y<br> &nbsp; at file.js</pre></body></html>';
  t.like(read(page, 'text/html'), { form: 'page', message: 'SyntaxError: "x" & y' });
  t.like(read('<html><title>502 Bad Gateway</title></html>', 'text/html'), {
    form: 'page',
    message: '502 Bad Gateway',
  });
  t.like(read('<html></html>', 'text/html'), { form: 'page', message: '' });
});

test('copes with empty bodies and anything else', (t) => {
  t.like(read(''), { form: 'empty', message: '' });
  t.like(read('[]'), { form: 'other', message: '' });
  t.like(read('{}'), { form: 'other', message: '' });
  t.like(read('just text', 'text/plain'), { form: 'other', message: 'just text' });
});

test('cuts endless messages', (t) => {
  t.is(read(JSON.stringify({ error: 'x'.repeat(9000) })).message.length, 2000);
});
