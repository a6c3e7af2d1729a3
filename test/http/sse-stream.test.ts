import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { openSseStream, type SseStream, type SseStreamOptions } from '../../src/http/sse-stream.js';
import { sleep, until } from '../helpers/proxy.js';

interface Pipe {
  readonly stream: SseStream;
  readonly reader: IncomingMessage;
  readonly text: () => string;
  readonly faults: readonly string[];
  readonly closed: () => boolean;
}

async function pipe(t: ExecutionContext, options: Partial<SseStreamOptions> = {}): Promise<Pipe> {
  const faults: string[] = [];
  let closed = false;
  let stream: SseStream | undefined;
  const server = createServer((_request, response) => {
    response.once('close', () => {
      closed = true;
    });
    const onFault = (fault: string): void => void faults.push(fault);
    stream = openSseStream(response, { keepAliveInterval: 60_000, onFault, ...options });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const reader = await new Promise<IncomingMessage>((resolve) => {
    get({ host: '127.0.0.1', port, agent: false }, resolve);
  });
  let text = '';
  reader.setEncoding('utf8').on('error', () => undefined);
  reader.on('data', (chunk: string) => {
    text += chunk;
  });
  if (stream === undefined) throw new Error('The server has not started the stream');
  return { stream, reader, text: () => text, faults, closed: () => closed };
}

test('frames events; line breaks of every kind become data lines', async (t) => {
  const { stream, text, reader } = await pipe(t);
  stream.send('one');
  stream.send('two\nthree\r\nfour\rfive', 'kind');
  stream.end();
  t.true(await until(() => reader.readableEnded));
  t.is(text(), 'data: one\n\nevent: kind\ndata: two\ndata: three\ndata: four\ndata: five\n\n');
});

test('T120: behind a reader that does not read little is kept, and the connection is cut', async (t) => {
  const { stream, reader, faults, closed } = await pipe(t);
  reader.pause();
  const event = 'x'.repeat(100_000);
  let sent = 0;
  for (; sent < 2000 && !closed(); sent += 1) {
    stream.send(event);
    if (sent % 20 === 0) await sleep(1);
  }
  t.deepEqual(faults, ['queue_full']);
  t.true(closed());
  t.true(sent < 500, `what the kernel and the queue take is a few megabytes, not ${sent / 10}`);
});

test('T120: the number of waiting events is bounded as well', async (t) => {
  const { stream, reader, faults } = await pipe(t, { maxQueuedEvents: 5 });
  reader.pause();
  stream.send('x'.repeat(20_000_000));
  for (let sent = 0; sent < 5; sent += 1) stream.send('x');
  t.deepEqual(faults, []);
  stream.send('x');
  t.deepEqual(faults, ['queue_full']);
});

test('one event of any size may wait, and everything arrives in order', async (t) => {
  const { stream, reader, text, faults } = await pipe(t, { maxQueuedBytes: 10 });
  stream.send('a'.repeat(5_000_000));
  stream.send('b'.repeat(5_000_000));
  stream.end();
  t.true(await until(() => reader.readableEnded));
  t.is(text(), `data: ${'a'.repeat(5_000_000)}\n\ndata: ${'b'.repeat(5_000_000)}\n\n`);
  t.deepEqual(faults, []);
});

test('F38: a reader that takes nothing for too long is cut off', async (t) => {
  const { stream, reader, faults, closed } = await pipe(t, { keepAliveInterval: 20, stallTimeout: 100 });
  reader.pause();
  stream.send('x'.repeat(20_000_000));
  t.true(await until(closed));
  t.deepEqual(faults, ['stalled']);
});

test('F38: a stream that has ended but is never read is cut off too', async (t) => {
  const { stream, reader, faults, closed } = await pipe(t, { keepAliveInterval: 20, stallTimeout: 100 });
  reader.pause();
  stream.send('x'.repeat(20_000_000));
  stream.end();
  t.true(await until(closed));
  t.deepEqual(faults, ['stalled']);
});

test('after the end nothing is sent', async (t) => {
  const { stream, reader, text } = await pipe(t, { keepAliveInterval: 5 });
  stream.end();
  stream.send('late');
  stream.end();
  await sleep(30);
  t.true(await until(() => reader.readableEnded));
  t.is(text(), '');
});
