import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import {
  type BackendClient,
  BackendFailure,
  type BackendFailureCode,
  type BackendLimits,
  type BackendRequest,
  type Delivery,
} from '../../src/backend/client.js';
import { type AdapterSetup, adapters } from '../helpers/adapters.js';
import {
  expiredCertificate,
  goodCertificate,
  selfSignedCertificate,
  serverKey,
  testCa,
  wrongHostCertificate,
} from '../helpers/certificates.js';
import { type Behaviour, closedPort, type FaultOptions, startFaultBackend } from '../helpers/fault-backend.js';

/** Generous, so that a busy machine fails no request; what is about the limits takes `short`. */
const limits: BackendLimits = {
  connectTimeout: 5000,
  firstByteTimeout: 5000,
  idleTimeout: 5000,
  maxResponseBytes: 2 * 1024 * 1024,
  connections: 4,
  keepAliveTimeout: 200,
};
const short = { connectTimeout: 300, firstByteTimeout: 400, idleTimeout: 400 };
const get: BackendRequest = { method: 'GET', path: '/things?x=1', headers: { 'x-secret': 'canary-header' } };
const post: BackendRequest = {
  method: 'POST',
  path: '/things',
  headers: { 'content-type': 'application/json', 'x-marker': 'm' },
  body: '{"a":"é"}',
};
const never = () => new AbortController().signal;

async function failureOf(t: ExecutionContext, sending: Promise<unknown>): Promise<BackendFailure> {
  const failure = await t.throwsAsync(sending, { instanceOf: BackendFailure });
  if (!failure) throw new Error('it did not fail');
  t.is(failure.cause, undefined);
  t.notRegex(inspect(failure, { depth: 9 }), /127\.0\.0\.1|localhost|canary|\/things/);
  return failure;
}

function expectFailure(
  t: ExecutionContext,
  failure: BackendFailure,
  code: BackendFailureCode,
  delivery: Delivery,
): void {
  t.is(failure.code, code);
  t.is(failure.delivery, delivery);
}

for (const adapter of adapters) {
  const title = (text: string) => `${adapter.name}: ${text}`;

  const connect = (t: ExecutionContext, origin: string, own: Partial<BackendLimits> = {}, setup?: AdapterSetup) => {
    const client: BackendClient = adapter.create(setup)({ origin, limits: { ...limits, ...own } });
    t.teardown(() => client.close());
    return (request: BackendRequest, signal = never()) => client.send(request, { signal });
  };
  const start = async (
    t: ExecutionContext,
    behaviour: Behaviour,
    own: Partial<BackendLimits> = {},
    options: FaultOptions = {},
    setup?: AdapterSetup,
  ) => {
    const backend = await startFaultBackend(t, behaviour, options);
    return { backend, send: connect(t, backend.origin, own, setup) };
  };

  test.serial(title('sends the request as it is and gives the answer as it is'), async (t) => {
    const { backend, send } = await start(t, (exchange) =>
      exchange.respond(201, { 'Content-Type': 'text/plain', 'X-Reply': 'a' }, 'done'),
    );
    const response = await send(post);
    t.is(response.status, 201);
    t.is(response.headers['content-type'], 'text/plain');
    t.is(response.headers['x-reply'], 'a');
    t.is(Buffer.from(response.body).toString(), 'done');
    const [request] = backend.requests;
    t.is(request?.method, 'POST');
    t.is(request?.target, '/things');
    t.is(request?.body.toString(), '{"a":"é"}');
    t.is(request?.headers['content-length'], '10');
    t.is(request?.headers['content-type'], 'application/json');
    t.is(request?.headers['accept-encoding'], 'gzip, deflate, br');
    t.is(request?.headers.host, new URL(backend.origin).host);
    t.false('user-agent' in (request?.headers ?? {}));
  });

  test.serial(title('every method is sent, with and without a body'), async (t) => {
    const { backend, send } = await start(t, (exchange) => exchange.respond(200));
    const headers = {};
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      t.is((await send({ method, path: '/m', headers })).status, 200);
    }
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      t.is((await send({ method, path: '/b', headers, body: new Uint8Array([1, 2, 3]) })).status, 200);
    }
    t.deepEqual(
      backend.requests.map(({ method, body }) => `${method} ${body.length}`),
      ['GET 0', 'HEAD 0', 'OPTIONS 0', 'POST 0', 'PUT 0', 'PATCH 0', 'DELETE 0'].concat([
        'GET 3',
        'POST 3',
        'PUT 3',
        'PATCH 3',
        'DELETE 3',
      ]),
    );
  });

  test.serial(title('repeated response headers are joined'), async (t) => {
    const { send } = await start(t, (exchange) => {
      exchange.write('HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\ncontent-length: 0\r\n\r\n');
    });
    t.is((await send(get)).headers['x-a'], '1, 2');
  });

  test.serial(title('connections are reused, never more than allowed'), async (t) => {
    const { backend, send } = await start(t, async (exchange) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      exchange.respond(200, {}, 'x');
    });
    await Promise.all(Array.from({ length: 40 }, () => send(get)));
    t.is(backend.requests.length, 40);
    t.true(backend.connections <= 4);
  });

  test.serial(title('F01: a refused connection is not sent'), async (t) => {
    const send = connect(t, `http://127.0.0.1:${await closedPort()}`);
    expectFailure(t, await failureOf(t, send(post)), 'backend_unavailable', 'not_sent');
  });

  test.serial(title('F01: a refused connection on every address of a name is not sent'), async (t) => {
    const send = connect(t, `http://localhost:${await closedPort()}`);
    expectFailure(t, await failureOf(t, send(post)), 'backend_unavailable', 'not_sent');
  });

  test.serial(title('F02: a name that does not resolve is not sent'), async (t) => {
    const lookup: AdapterSetup['lookup'] = (_host, _options, callback) => {
      callback(Object.assign(new Error('getaddrinfo ENOTFOUND canary.test'), { code: 'ENOTFOUND' }), '');
    };
    const send = connect(t, 'http://canary.test', {}, { lookup });
    expectFailure(t, await failureOf(t, send(post)), 'backend_unavailable', 'not_sent');
  });

  test.serial(title('F03: a look-up that hangs ends at the connect limit, not sent'), async (t) => {
    const send = connect(t, 'http://canary.test', short, { lookup: () => {} });
    const started = performance.now();
    expectFailure(t, await failureOf(t, send(post)), 'backend_unavailable', 'not_sent');
    t.true(performance.now() - started < 4000);
  });

  test.serial(title('F03: a TLS handshake that hangs ends at the connect limit, not sent'), async (t) => {
    const backend = await startFaultBackend(t, () => {}, { onConnection: () => true });
    const send = connect(t, `https://127.0.0.1:${backend.port}`, short);
    expectFailure(t, await failureOf(t, send(post)), 'backend_unavailable', 'not_sent');
  });

  const badCertificates = [
    ['expired', expiredCertificate, 'CERT_HAS_EXPIRED'],
    ['self-signed', selfSignedCertificate, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['for another host', wrongHostCertificate, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const;
  for (const [name, cert, reason] of badCertificates) {
    test.serial(title(`F04: a certificate that is ${name} is refused before anything is sent`), async (t) => {
      const tls = { key: serverKey, cert };
      const { backend, send } = await start(t, (exchange) => exchange.respond(200), {}, { tls }, { ca: testCa });
      const failure = await failureOf(t, send(post));
      expectFailure(t, failure, 'backend_tls', 'not_sent');
      t.is(failure.reason, reason);
      await new Promise((resolve) => setTimeout(resolve, 50));
      t.is(backend.requests.length, 0);
    });
  }

  test.serial(title('F04: plain HTTP in place of TLS is refused, never downgraded'), async (t) => {
    const backend = await startFaultBackend(t, (exchange) => exchange.respond(200), {
      onConnection(socket) {
        socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
        return true;
      },
    });
    const send = connect(t, `https://127.0.0.1:${backend.port}`);
    expectFailure(t, await failureOf(t, send(post)), 'backend_tls', 'not_sent');
  });

  test.serial(title('F04: a trusted certificate is accepted'), async (t) => {
    const tls = { key: serverKey, cert: goodCertificate };
    const { send } = await start(t, (exchange) => exchange.respond(200, {}, 'x'), {}, { tls }, { ca: testCa });
    t.is((await send(post)).status, 200);
    t.is((await send(get)).status, 200);
  });

  test.serial(title('F05: no answer ends at the first-byte limit, delivery unknown'), async (t) => {
    const { backend, send } = await start(t, () => {}, short);
    const started = performance.now();
    expectFailure(t, await failureOf(t, send(post)), 'backend_timeout', 'unknown');
    t.true(performance.now() - started < 4000);
    t.is(backend.requests.length, 1);
  });

  test.serial(title('F06: a stall inside the body ends at the idle limit'), async (t) => {
    const stall: Behaviour = (exchange) => exchange.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc');
    const { send } = await start(t, stall, short);
    expectFailure(t, await failureOf(t, send(post)), 'backend_timeout', 'unknown');
  });

  test.serial(title('F07: a dripping body is read as long as its gaps are short, and ends when aborted'), async (t) => {
    const { backend, send } = await start(t, async (exchange) => {
      exchange.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const drip = setInterval(() => exchange.write('x'), 50);
      await exchange.closed;
      clearInterval(drip);
    });
    const started = performance.now();
    const failure = await failureOf(t, send(get, AbortSignal.timeout(800)));
    expectFailure(t, failure, 'cancelled', 'unknown');
    t.true(performance.now() - started >= 700);
    t.is(backend.requests.length, 1);
  });

  test.serial(
    title('F08: a reset on a fresh connection is unknown, because bytes may have been delivered'),
    async (t) => {
      const { backend, send } = await start(t, (exchange) => exchange.reset());
      expectFailure(t, await failureOf(t, send(post)), 'backend_unavailable', 'unknown');
      t.is(backend.requests.length, 1);
    },
  );

  test.serial(
    title('F08: a reset before anything is read never counts as not sent once bytes may have left'),
    async (t) => {
      const { send } = await start(
        t,
        () => {},
        {},
        {
          onConnection(socket) {
            setTimeout(() => socket.resetAndDestroy(), 20);
            return true;
          },
        },
      );
      expectFailure(t, await failureOf(t, send(post)), 'backend_unavailable', 'unknown');
    },
  );

  test.serial(title('F08: a reset in the middle of a large upload is unknown'), async (t) => {
    const onConnection: FaultOptions['onConnection'] = (socket) => {
      socket.pause();
      setTimeout(() => socket.resetAndDestroy(), 50);
      return true;
    };
    const { send } = await start(t, () => {}, {}, { onConnection });
    const failure = await failureOf(t, send({ ...post, body: Buffer.alloc(50_000_000) }));
    expectFailure(t, failure, 'backend_unavailable', 'unknown');
  });

  test.serial(
    title('F09: a reset on a reused connection is unknown, and the next request gets a fresh one'),
    async (t) => {
      const { backend, send } = await start(t, (exchange) => {
        if (exchange.index === 1) exchange.reset();
        else exchange.respond(200, {}, 'x');
      });
      await send(get);
      expectFailure(t, await failureOf(t, send(post)), 'backend_unavailable', 'unknown');
      t.is((await send(get)).status, 200);
      t.is(backend.connections, 2);
    },
  );

  test.serial(title('F09: an idle connection is dropped at its own limit'), async (t) => {
    const { backend, send } = await start(t, (exchange) => exchange.respond(200, {}, 'x'));
    await send(get);
    t.is(backend.open, 1);
    await until(() => backend.open === 0);
    await send(get);
    t.is(backend.connections, 2);
  });

  test.serial(title('F09: an idle connection is dropped a second before the limit the backend names'), async (t) => {
    const { backend, send } = await start(
      t,
      (exchange) => exchange.respond(200, { connection: 'keep-alive', 'keep-alive': 'timeout=1' }, 'x'),
      { keepAliveTimeout: 4000 },
    );
    await send(get);
    await until(() => backend.open === 0);
    await send(get);
    t.is(backend.connections, 2);
  });

  test.serial(title('F09: requests timed on the idle boundary of the backend all succeed'), async (t) => {
    const { send } = await start(
      t,
      (exchange) => {
        exchange.respond(200, {}, 'x');
        exchange.socket.setTimeout(100, () => exchange.reset());
      },
      { keepAliveTimeout: 40 },
    );
    for (let round = 0; round < 25; round += 1) {
      t.is((await send(post)).status, 200);
      await new Promise((resolve) => setTimeout(resolve, 85 + round));
    }
  });

  const truncations: readonly (readonly [string, Behaviour])[] = [
    [
      'a body shorter than its length, then FIN',
      (exchange) => {
        exchange.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc');
        exchange.end();
      },
    ],
    [
      'a body shorter than its length, then RST',
      async (exchange) => {
        exchange.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc');
        await new Promise((resolve) => setTimeout(resolve, 30));
        exchange.reset();
      },
    ],
    [
      'chunks without the last one',
      (exchange) => {
        exchange.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n');
        exchange.end();
      },
    ],
    [
      'chunks without the last one on a connection that is to be closed',
      (exchange) => {
        exchange.write('HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n');
        exchange.end();
      },
    ],
  ];
  for (const [name, behaviour] of truncations) {
    test.serial(title(`F10: ${name} is truncated, never a success`), async (t) => {
      const { send } = await start(t, behaviour);
      expectFailure(t, await failureOf(t, send(get)), 'backend_truncated', 'unknown');
    });
  }

  const text = `${'lorem ipsum '.repeat(500)}end`;
  const encodings: readonly (readonly [string, Uint8Array])[] = [
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
    ['deflate, gzip', gzipSync(deflateSync(text))],
    ['identity', Buffer.from(text)],
  ];
  for (const [index, [encoding, bytes]] of encodings.entries()) {
    test(
      title(`F11: content-encoding ${encoding} (${index}) is decoded, and refused when cut or damaged`),
      async (t) => {
        const { send } = await start(t, (exchange) => {
          const damaged = Buffer.from(bytes);
          damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 0xff;
          const bodies = [bytes, bytes.subarray(0, bytes.length - 3), damaged];
          exchange.respond(200, { 'content-encoding': encoding }, bodies[exchange.index]);
        });
        t.is(Buffer.from((await send(get)).body).toString(), text);
        if (encoding === 'identity') return;
        expectFailure(t, await failureOf(t, send(get)), 'backend_truncated', 'unknown');
        // Brotli has no checksum: a flipped bit may only change the text.
        if (encoding !== 'br' && !(encoding === 'deflate' && index === 3)) {
          expectFailure(t, await failureOf(t, send(get)), 'backend_truncated', 'unknown');
        }
      },
    );
  }

  test.serial(title('an empty body is empty under any encoding'), async (t) => {
    const { send } = await start(t, (exchange) => exchange.respond(200, { 'content-encoding': 'gzip' }));
    t.is((await send(get)).body.byteLength, 0);
  });

  test.serial(title('T119: an encoding nobody offered, or more than two, is refused'), async (t) => {
    const { send } = await start(t, (exchange) => {
      const encoding = ['gzip, gzip, gzip', 'zstd', 'compress'][exchange.index] ?? '';
      exchange.respond(200, { 'content-encoding': encoding }, gzipSync('x'));
    });
    for (let round = 0; round < 3; round += 1) {
      expectFailure(t, await failureOf(t, send(get)), 'backend_protocol', 'unknown');
    }
  });

  test.serial(title('F12 T119: a gzip bomb is stopped at a hundred times its size'), async (t) => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const { send } = await start(t, (exchange) => exchange.respond(200, { 'content-encoding': 'gzip' }, bomb), {
      maxResponseBytes: 1024 * 1024 * 1024,
    });
    expectFailure(t, await failureOf(t, send(get)), 'response_too_large', 'unknown');
  });

  test.serial(title('F12 T119: a bomb inside a bomb is stopped'), async (t) => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(64 * 1024 * 1024)));
    const { send } = await start(t, (exchange) => exchange.respond(200, { 'content-encoding': 'gzip, gzip' }, bomb));
    expectFailure(t, await failureOf(t, send(get)), 'response_too_large', 'unknown');
  });

  test.serial(title('T119: a small body may be repetitive'), async (t) => {
    const zeros = Buffer.alloc(500_000, 0x20);
    const { send } = await start(t, (exchange) =>
      exchange.respond(200, { 'content-encoding': 'gzip' }, gzipSync(zeros)),
    );
    t.is((await send(get)).body.byteLength, 500_000);
  });

  test.serial(title('T119: the size is counted after decompression'), async (t) => {
    const noise = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) % 251));
    const { send } = await start(t, (exchange) =>
      exchange.respond(200, { 'content-encoding': 'gzip' }, gzipSync(noise)),
    );
    expectFailure(t, await failureOf(t, send(get)), 'response_too_large', 'unknown');
  });

  test.serial(title('F13: an endless chunked body is stopped at the cap'), async (t) => {
    let sent = 0;
    const { send } = await start(t, async (exchange) => {
      exchange.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000), Buffer.from('\r\n')]);
      while (!exchange.socket.destroyed && sent < 100_000_000) {
        sent += chunk.length;
        exchange.write(chunk);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    expectFailure(t, await failureOf(t, send(get)), 'response_too_large', 'unknown');
    t.true(sent < 100_000_000);
  });

  test.serial(title('F13: a declared length above the cap is refused before the body'), async (t) => {
    const { send } = await start(t, (exchange) => {
      exchange.write('HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n');
    });
    expectFailure(t, await failureOf(t, send(get)), 'response_too_large', 'unknown');
  });

  test.serial(title('F21: HEAD, 204 and 304 have no body'), async (t) => {
    const { send } = await start(t, (exchange) => {
      if (exchange.method === 'HEAD') return exchange.write('HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n');
      exchange.write(`HTTP/1.1 ${exchange.index === 0 ? 204 : 304} X\r\n\r\n`);
    });
    t.deepEqual([(await send(get)).status, (await send(get)).status], [204, 304]);
    const head = await send({ ...get, method: 'HEAD' });
    t.deepEqual([head.status, head.body.byteLength], [200, 0]);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    test.serial(title(`F22 T111: ${status} is handed back, never followed`), async (t) => {
      const other = await startFaultBackend(t, (exchange) => exchange.respond(200));
      const { backend, send } = await start(t, (exchange) =>
        exchange.respond(status, { location: `${other.origin}/taken` }),
      );
      t.is((await send(get)).status, status);
      t.is((await send(post)).status, status);
      t.is(backend.requests.length, 2);
      t.is(other.connections, 0);
    });
  }

  const garbage: readonly (readonly [string, Behaviour])[] = [
    ['bytes that are not HTTP', (exchange) => exchange.write('SSH-2.0-OpenSSH_9.6\r\n\r\n')],
    ['two lengths', (e) => e.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab')],
    [
      'a length and chunks',
      (e) => e.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
    ],
    ['100 KB of headers', (e) => e.write(`HTTP/1.1 200 OK\r\nx-big: ${'x'.repeat(100_000)}\r\n\r\n`)],
    ['an upgrade nobody asked for', (e) => e.write('HTTP/1.1 101 X\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')],
    [
      'a thousand informational answers',
      (e) => e.write(`${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1000)}HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n`),
    ],
  ];
  for (const [name, behaviour] of garbage) {
    test.serial(title(`F23: ${name} is a protocol failure`), async (t) => {
      const { send } = await start(t, behaviour);
      expectFailure(t, await failureOf(t, send(get)), 'backend_protocol', 'unknown');
    });
  }

  test.serial(title('F23: a few informational answers are passed over'), async (t) => {
    const { send } = await start(t, (exchange) => {
      exchange.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(5));
      exchange.respond(200, {}, 'x');
    });
    t.is((await send(get)).status, 200);
  });

  test.serial(title('F24: an abort reaches the backend, and frees the connection'), async (t) => {
    let closed = false;
    const controller = new AbortController();
    const { backend, send } = await start(
      t,
      async (exchange) => {
        if (exchange.index > 0) return exchange.respond(200);
        setTimeout(() => controller.abort(), 20);
        await exchange.closed;
        closed = true;
      },
      { connections: 1 },
    );
    expectFailure(t, await failureOf(t, send(post, controller.signal)), 'cancelled', 'unknown');
    await until(() => closed);
    t.is((await send(get)).status, 200);
    t.is(backend.requests.length, 2);
  });

  test.serial(title('F24: an abort before anything is sent is not sent'), async (t) => {
    const { backend, send } = await start(t, (exchange) => exchange.respond(200));
    expectFailure(t, await failureOf(t, send(post, AbortSignal.abort())), 'cancelled', 'not_sent');
    t.is(backend.requests.length, 0);
  });

  test.serial(title('F24: an abort while waiting for a connection is not sent, then or later'), async (t) => {
    const { backend, send } = await start(
      t,
      async (exchange) => {
        await new Promise((resolve) => setTimeout(resolve, 150));
        exchange.respond(200);
      },
      { connections: 1 },
    );
    const controller = new AbortController();
    const first = send(get);
    const second = send(post, controller.signal);
    setTimeout(() => controller.abort(), 50);
    expectFailure(t, await failureOf(t, second), 'cancelled', 'not_sent');
    await first;
    t.is((await send(get)).status, 200);
    t.deepEqual(
      backend.requests.map(({ method }) => method),
      ['GET', 'GET'],
    );
  });

  for (const path of [
    'http://other.test/x',
    '//other.test/x',
    '/a/../b',
    '/a\\b',
    '/a b',
    '/a#b',
    'a',
    '',
    '/%2e%2e/b',
  ]) {
    test.serial(title(`T105 T110: the path ${JSON.stringify(path)} is refused before anything is sent`), async (t) => {
      const { backend, send } = await start(t, (exchange) => exchange.respond(200));
      const failure = await failureOf(t, send({ ...get, path }));
      t.is(failure.delivery, 'not_sent');
      t.is(backend.connections, 0);
    });
  }

  test.serial(title('a signal that outlives a request keeps nothing of it, however it ended'), async (t) => {
    const { signal } = new AbortController();
    const { send } = await start(
      t,
      (exchange) => {
        if (exchange.index === 0) exchange.respond(200, {}, 'x');
        else if (exchange.index === 1) exchange.reset();
      },
      short,
    );
    t.is((await send(get, signal)).status, 200);
    await failureOf(t, send(get, signal));
    await failureOf(t, send(get, signal));
    t.is(getEventListeners(signal, 'abort').length, 0);
  });

  test.serial(title('T123: a failure shows no address, URL or header, however it failed'), async (t) => {
    const { send } = await start(t, (exchange) => exchange.reset());
    const failure = await failureOf(t, send(get));
    t.deepEqual(Object.keys(failure).sort(), ['code', 'delivery', 'name', 'reason']);
    t.regex(failure.reason ?? '', /^[A-Z_]+$/);
  });

  test.serial(title('close waits for what is under way and refuses what comes after'), async (t) => {
    const backend = await startFaultBackend(t, async (exchange) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      exchange.respond(200, {}, 'x');
    });
    const client = adapter.create()({ origin: backend.origin, limits });
    const running = client.send(get, { signal: never() });
    await until(() => backend.requests.length === 1);
    await Promise.all([client.close(), running]);
    t.is((await running).status, 200);
    expectFailure(t, await failureOf(t, client.send(post, { signal: never() })), 'backend_unavailable', 'not_sent');
    await until(() => backend.open === 0);
    t.is(backend.requests.length, 1);
  });
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 3000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('the condition did not come true');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
