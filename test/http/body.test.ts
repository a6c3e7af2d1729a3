import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { jsonExcess } from '../../src/http/json-limits.js';
import { initializeMessage, openSession, post, send, startProxy } from '../helpers/proxy.js';

const json = { 'content-type': 'application/json' };

const types: readonly (readonly [string | undefined, number])[] = [
  ['application/json', 200],
  ['application/json; charset=utf-8', 200],
  ['Application/JSON', 200],
  [undefined, 415],
  ['text/plain', 415],
  ['text/plain; x=application/json', 415],
  ['application/json-patch+json', 415],
  ['application/x-www-form-urlencoded', 415],
];

for (const [type, status] of types) {
  test(`T103: a body of type ${type} is ${status}`, async (t) => {
    const at = await startProxy(t);
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const body = JSON.stringify(initializeMessage());
    t.is((await send(at, { method: 'POST', path: '/mcp', headers, body })).status, status);
  });
}

test('T116: a declared length above the limit is 413, whatever arrives', async (t) => {
  const at = await startProxy(t, { limits: { maxRequestBytes: 1000 } });
  const { status } = await send(at, { method: 'POST', path: '/mcp', headers: json, body: 'x'.repeat(1001) });
  t.is(status, 413);
});

test('T116: the default limit is one megabyte', async (t) => {
  const at = await startProxy(t);
  const padded = (size: number) => JSON.stringify(initializeMessage()).padEnd(size, ' ');
  const ask = (body: string) => send(at, { method: 'POST', path: '/mcp', headers: json, body });
  t.is((await ask(padded(1_048_576))).status, 200);
  t.is((await ask(padded(1_048_577))).status, 413);
});

test('T116: a chunked body is 413 as soon as it is over the limit', async (t) => {
  const { port } = await startProxy(t, { limits: { maxRequestBytes: 1000 } });
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
      socket.write(`400\r\n${'x'.repeat(1024)}\r\n`);
    });
    socket.once('data', (chunk) => {
      resolve(String(chunk));
      socket.destroy();
    });
    socket.once('error', reject);
  });
  t.regex(answer, /^HTTP\/1\.1 413 /);
});

test('T116: a compressed body is 415', async (t) => {
  const at = await startProxy(t);
  const headers = { ...json, 'content-encoding': 'gzip' };
  const body = gzipSync(JSON.stringify(initializeMessage()));
  t.is((await send(at, { method: 'POST', path: '/mcp', headers, body })).status, 415);
});

const notJson: readonly (readonly [string, string | Uint8Array])[] = [
  ['nothing', ''],
  ['half of an object', '{"jsonrpc":'],
  ['NaN', '{"a":NaN}'],
  ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
];

for (const [what, body] of notJson) {
  test(`a body that is ${what} is 400 with -32700 and is not echoed`, async (t) => {
    const at = await startProxy(t);
    const answer = await send(at, { method: 'POST', path: '/mcp', headers: json, body });
    t.is(answer.status, 400);
    t.deepEqual(answer.json, {
      jsonrpc: '2.0',
      id: null,
      error: { code: -32700, message: 'Parse error: the body is not JSON in UTF-8.' },
    });
  });
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

test('T117: JSON deeper than 64 levels or of more than 10000 items is 400, before anything looks at it', async (t) => {
  const at = await startProxy(t);
  const session = await openSession(at);
  const ping = (params: object) => ({ jsonrpc: '2.0', id: 1, method: 'ping', params });
  t.is((await post(at, ping({ a: nested(62) }), session)).status, 200);
  t.is((await post(at, ping({ a: nested(63) }), session)).status, 400);
  t.is((await post(at, ping({ a: Array(9000).fill(0) }), session)).status, 200);
  t.is((await post(at, ping({ a: Array(10_000).fill(0) }), session)).status, 400);
  const deep = `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`;
  t.is((await send(at, { method: 'POST', path: '/mcp', headers: { ...json, ...session }, body: deep })).status, 400);
});

test('T117: depth and items are counted exactly', (t) => {
  const limits = { maxJsonDepth: 2, maxJsonItems: 3 };
  t.is(jsonExcess([1, 2, 3], limits), undefined);
  t.is(jsonExcess([[1], 2], limits), undefined);
  t.regex(jsonExcess([[[]]], limits) ?? '', /nested deeper than 2/);
  t.regex(jsonExcess({ a: 1, b: { c: 1, d: 2 } }, limits) ?? '', /more than 3/);
  t.is(jsonExcess('text', limits), undefined);
});

test('T118: a body that does not arrive in time is 408', async (t) => {
  const { port } = await startProxy(t, { limits: { requestTimeout: 200 } });
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      );
    });
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.once('close', () => resolve(text)).once('error', () => resolve(text));
  });
  t.regex(answer, /^HTTP\/1\.1 408 /);
});
