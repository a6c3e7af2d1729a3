import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { HttpError } from '../../../src/http/http-error.js';
import { readForm } from '../../../src/oauth/interaction/form-body.js';

/** Answers what `readForm` makes of a request that `earlier` has had before. */
async function start(t: ExecutionContext, earlier: (request: IncomingMessage) => Promise<void>): Promise<string> {
  const server = createServer(async (request, response) => {
    await earlier(request);
    const read = await readForm(request).then(
      (form) => ({ status: 200, text: form.field('csrf') ?? '-' }),
      (error: unknown) => ({ status: error instanceof HttpError ? error.status : 500, text: '-' }),
    );
    response.writeHead(read.status, { Connection: 'close' }).end(read.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const send = async (url: string, body: string, type = 'application/x-www-form-urlencoded') => {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } });
  return [response.status, await response.text()];
};

test('a form is read; a field that comes twice counts as not sent', async (t) => {
  const url = await start(t, async () => undefined);
  t.deepEqual(await send(url, 'csrf=one'), [200, 'one']);
  t.deepEqual(await send(url, 'csrf=one&csrf=two'), [200, '-']);
});

test('what is no form, or too large, is refused', async (t) => {
  const url = await start(t, async () => undefined);
  t.deepEqual(await send(url, '{}', 'application/json'), [415, '-']);
  t.deepEqual(await send(url, `csrf=${'x'.repeat(17 * 1024)}`), [413, '-']);
});

test('a form that a parser in front has read is taken from it', async (t) => {
  const url = await start(t, async (request) => {
    for await (const _chunk of request);
    Object.assign(request, { body: { csrf: 'parsed' } });
  });
  t.deepEqual(await send(url, 'csrf=one'), [200, 'parsed']);
});

test('a form that a parser in front has left alone is read, although there is an empty body', async (t) => {
  const url = await start(t, async (request) => {
    Object.assign(request, { body: {} });
  });
  t.deepEqual(await send(url, 'csrf=one'), [200, 'one']);
});
