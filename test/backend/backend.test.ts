import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { createBackend } from '../../src/backend/backend.js';
import type { EndpointRequest } from '../../src/backend/exchange.js';
import type { BackendOptions } from '../../src/backend/options.js';
import type { RetryClass } from '../../src/backend/retry-class.js';
import { adapters } from '../helpers/adapters.js';
import { ann, callFailure, makeCall } from '../helpers/backend-call.js';
import { type Behaviour, closedPort, type FaultExchange, startFaultBackend } from '../helpers/fault-backend.js';

const json = { 'content-type': 'application/json' };
/** Generous, so that a busy machine fails no call; what is about the limits takes `short`. */
const timeouts = { connect: 5000, firstByte: 5000, idle: 5000, total: 20_000 };
const short = { ...timeouts, firstByte: 400, idle: 400 };
const quick = { attempts: 3, minDelay: 5, maxDelay: 10 };

for (const adapter of adapters) {
  const title = (text: string) => `${adapter.name}: ${text}`;
  const open = (t: ExecutionContext, baseUrl: string, options: Partial<BackendOptions> = {}) => {
    const backend = createBackend({ baseUrl, client: adapter.create(), timeouts, retry: quick, ...options });
    t.teardown(() => backend.close());
    return backend;
  };
  const start = async (t: ExecutionContext, behaviour: Behaviour, options: Partial<BackendOptions> = {}, path = '') => {
    const server = await startFaultBackend(t, behaviour);
    return { server, backend: open(t, server.origin + path, options) };
  };
  const ok = (exchange: FaultExchange) => exchange.respond(200, json, '{}');

  test.serial(title('a call goes below the base URL, with its query, headers and JSON body'), async (t) => {
    const { server, backend } = await start(
      t,
      (e) => e.respond(200, json, '{"id":7}'),
      { headers: { 'X-Fixed': 'f' } },
      '/v1/',
    );
    const query = new URLSearchParams({ q: 'a&admin=true', é: '#' });
    const reply = await backend.call(
      makeCall({ method: 'POST', path: '/orders/%2F', query, headers: { 'x-own': 'o' }, body: { a: 'é' } }),
    );
    const [request] = server.requests;
    t.is(request?.target, '/v1/orders/%2F?q=a%26admin%3Dtrue&%C3%A9=%23');
    t.is(request?.body.toString(), '{"a":"é"}');
    t.is(request?.headers['content-type'], 'application/json');
    t.is(request?.headers['x-fixed'], 'f');
    t.is(request?.headers['x-own'], 'o');
    t.is(request?.headers.accept, 'application/json, text/*;q=0.9, */*;q=0.5');
    t.deepEqual(reply.body, { id: 7 });
    t.is(reply.mediaType, 'application/json');
    t.is(reply.status, 200);
    t.true(reply.duration > 0);
  });

  test.serial(title('text and bytes are sent as they are, and a content type of the map wins'), async (t) => {
    const { server, backend } = await start(t, ok);
    const call = (body: unknown, headers = {}) => backend.call(makeCall({ method: 'PUT', body, headers }));
    await call('plain');
    await call(new Uint8Array([0, 255]));
    await call('{"a":1}', { 'content-type': 'application/merge-patch+json' });
    await call(null);
    t.deepEqual(
      server.requests.map(({ body, headers }) => [body.toString('latin1'), headers['content-type']]),
      [
        ['plain', 'text/plain; charset=utf-8'],
        ['\u0000\u00ff', 'application/octet-stream'],
        ['{"a":1}', 'application/merge-patch+json'],
        ['null', 'application/json'],
      ],
    );
  });

  const refusedPaths = [
    ...['//evil.test/x', 'https://evil.test/x', 'unix:/run/x.sock', 'orders', '', '/a/../b', '/a/./b', '/a//b', '/..'],
    ...[
      '/a\\..\\b',
      '/%2e%2e/b',
      '/.%2e/b',
      '/%252e%252e/b',
      '/%25252e%25252e/b',
      '/..%2fb',
      '/..;x/b',
      '/%2e%2e%3bx/b',
    ],
    ...[
      '/a/ ',
      '/\t../b',
      '/%09../b',
      '/..%20/b',
      '/%EF%BC%8E%EF%BC%8E/b',
      '/a%00b',
      '/a\u0000b',
      '/a?b',
      '/a#b',
      '/\ud800',
    ],
  ];
  test.serial(title('T105 T106 T110: a path that leads elsewhere is refused and nothing is sent'), async (t) => {
    const { server, backend } = await start(t, ok, {}, '/base');
    for (const path of refusedPaths) {
      const failure = await callFailure(t, backend.call(makeCall({ path })));
      t.is(failure.code, 'invalid_request_path', path);
      t.is(failure.outcome, 'not_sent');
      t.false(failure.retryable);
    }
    t.is(server.connections, 0);
  });

  test.serial(title('T109: a header that cannot be sent is refused and nothing is sent'), async (t) => {
    const { server, backend } = await start(t, ok);
    const headers: Record<string, string>[] = [
      { 'x-a': 'a\r\nx-b: b' },
      { 'x-a': 'a\nb' },
      { 'x-a': 'a\u0000' },
      { 'x-a': 'снег' },
      { 'x a': 'b' },
      { host: 'evil.test' },
      { 'content-length': '1' },
      { 'Transfer-Encoding': 'chunked' },
      { connection: 'close' },
    ];
    for (const own of headers) {
      const failure = await callFailure(t, backend.call(makeCall({ headers: own })));
      t.is(failure.code, 'invalid_request_headers');
      t.is(failure.outcome, 'not_sent');
    }
    t.is(server.connections, 0);
  });

  test.serial(title('a body that cannot be written, or is too large, is refused and nothing is sent'), async (t) => {
    const { server, backend } = await start(t, ok, { maxRequestBytes: 10 });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    for (const body of [circular, 10n, () => {}, 'éééééé', { long: 'text' }, new Uint8Array(11)]) {
      const failure = await callFailure(t, backend.call(makeCall({ method: 'POST', body })));
      t.is(failure.code, 'invalid_request_body');
      t.is(failure.outcome, 'not_sent');
    }
    t.is(server.connections, 0);
  });

  for (const [method, retry, requests] of [
    ['GET', 'safe', 3],
    ['POST', 'connect-only', 3],
    ['POST', 'never', 1],
  ] as const) {
    test.serial(title(`F01: ${retry} tries a refused connection ${requests} time(s)`), async (t) => {
      let attempts = 0;
      const credential = () => {
        attempts += 1;
      };
      const backend = open(t, `http://127.0.0.1:${await closedPort()}`, { credential });
      const failure = await callFailure(t, backend.call(makeCall({ method }, { retry })));
      t.is(failure.code, 'backend_unavailable');
      t.is(failure.outcome, 'not_sent');
      t.true(failure.retryable);
      t.is(attempts, requests);
      t.is(failure.message, 'The backend could not be reached for get_order.');
    });
  }

  test.serial(title('F05: an answer that does not come is waited for once more by GET, and not by POST'), async (t) => {
    const { server, backend } = await start(t, () => {}, { timeouts: short });
    const safe = await callFailure(t, backend.call(makeCall()));
    t.deepEqual([safe.code, safe.outcome, safe.retryable], ['backend_timeout', 'unknown', true]);
    t.is(server.requests.length, 2);
    const write = await callFailure(t, backend.call(makeCall({ method: 'POST' })));
    t.deepEqual([write.code, write.outcome, write.retryable], ['backend_timeout', 'unknown', false]);
    t.is(write.hint, 'It may have been carried out all the same: check before repeating it.');
    t.is(server.requests.length, 3);
  });

  test.serial(title('F07: the total budget ends a dripping answer'), async (t) => {
    const { server, backend } = await start(t, async (exchange) => {
      exchange.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const drip = setInterval(() => exchange.write('x'), 40);
      await exchange.closed;
      clearInterval(drip);
    });
    const started = performance.now();
    const failure = await callFailure(t, backend.call(makeCall({}, { timeout: 500 })));
    t.deepEqual([failure.code, failure.outcome], ['backend_timeout', 'unknown']);
    t.true(performance.now() - started < 4000);
    t.is(server.requests.length, 1);
  });

  test.serial(title('F08: a lost connection is repeated for GET and never for POST'), async (t) => {
    const { server, backend } = await start(t, (e) => (e.method === 'GET' && e.index === 1 ? ok(e) : e.reset()));
    t.is((await backend.call(makeCall())).status, 200);
    t.is(server.requests.length, 2);
    const failure = await callFailure(t, backend.call(makeCall({ method: 'POST' })));
    t.deepEqual([failure.code, failure.outcome], ['backend_unavailable', 'unknown']);
    t.is(failure.message, 'The connection to the backend was lost during get_order.');
    t.is(server.requests.length, 3);
  });

  test.serial(title('F10: a truncated answer is repeated for GET and never for POST'), async (t) => {
    const { server, backend } = await start(t, (e) => {
      e.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc');
      e.end();
    });
    const safe = await callFailure(t, backend.call(makeCall()));
    t.deepEqual([safe.code, safe.outcome, safe.reply], ['backend_truncated', 'unknown', undefined]);
    t.is(server.requests.length, 3);
    await callFailure(t, backend.call(makeCall({ method: 'POST' })));
    t.is(server.requests.length, 4);
  });

  test.serial(title('T119: an answer above the limit fails once, whatever the class'), async (t) => {
    const { server, backend } = await start(t, (e) => e.respond(200, json, ' '.repeat(2000)), {
      maxResponseBytes: 1000,
    });
    const failure = await callFailure(t, backend.call(makeCall()));
    t.deepEqual([failure.code, failure.outcome, failure.retryable], ['response_too_large', 'unknown', false]);
    t.is(server.requests.length, 1);
  });

  test.serial(title('F14 F15: GET waits as long as retry-after says, when the budget has room'), async (t) => {
    for (const status of [429, 503]) {
      const { server, backend } = await start(t, (e) =>
        e.index === 0 ? e.respond(status, { 'retry-after': '1' }) : ok(e),
      );
      const started = performance.now();
      t.is((await backend.call(makeCall())).status, 200);
      t.true(performance.now() - started >= 950);
      t.is(server.requests.length, 2);
    }
  });

  test.serial(
    title('F14 F15: GET gives up at once when retry-after exceeds the budget, and says how long'),
    async (t) => {
      const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
      for (const [status, code, header] of [
        [429, 'rate_limited', '3600'],
        [503, 'backend_unavailable', '3600'],
        [429, 'rate_limited', inAnHour],
      ] as const) {
        const { server, backend } = await start(t, (e) => e.respond(status, { 'retry-after': header }));
        const started = performance.now();
        const failure = await callFailure(t, backend.call(makeCall()));
        t.true(performance.now() - started < 4000);
        t.deepEqual([failure.code, failure.outcome, failure.retryable], [code, 'failed', true]);
        t.true((failure.retryAfter ?? 0) > 3590 && (failure.retryAfter ?? 0) <= 3600);
        t.is(server.requests.length, 1);
      }
    },
  );

  test.serial(title('F14: a garbled or negative retry-after is not heeded, and a past date means now'), async (t) => {
    for (const header of ['soon', '-5', '1.5', 'Wed, 21 Oct 2015 07:28:00 GMT']) {
      const { server, backend } = await start(t, (e) =>
        e.index < 2 ? e.respond(429, { 'retry-after': header }) : ok(e),
      );
      t.is((await backend.call(makeCall())).status, 200, header);
      t.is(server.requests.length, 3);
    }
  });

  test.serial(title('F14 F15 F16: POST is never repeated after an answer'), async (t) => {
    for (const [status, code, outcome] of [
      [429, 'rate_limited', 'failed'],
      [503, 'backend_unavailable', 'failed'],
      [500, 'backend_error', 'failed'],
      [502, 'backend_error', 'unknown'],
      [504, 'backend_timeout', 'unknown'],
    ] as const) {
      const { server, backend } = await start(t, (e) => e.respond(status, { 'retry-after': '0' }));
      const failure = await callFailure(t, backend.call(makeCall({ method: 'POST' })));
      t.deepEqual([failure.code, failure.outcome, failure.retryable, failure.status], [code, outcome, false, status]);
      t.is(failure.retryAfter, 0);
      t.is(server.requests.length, 1);
    }
  });

  test.serial(title('F16: GET is repeated after 500, 502 and 504'), async (t) => {
    for (const status of [500, 502, 504]) {
      const { server, backend } = await start(t, (e) => (e.index < 2 ? e.respond(status) : ok(e)));
      t.is((await backend.call(makeCall())).status, 200);
      t.is(server.requests.length, 3);
    }
  });

  test.serial(title('F17: client errors are mapped, never repeated, and carry the reply'), async (t) => {
    for (const [status, code] of [
      [400, 'invalid_request'],
      [402, 'invalid_request'],
      [404, 'not_found'],
      [409, 'conflict'],
      [422, 'invalid_request'],
    ] as const) {
      const { server, backend } = await start(t, (e) =>
        e.respond(status, json, '{"error":{"message":"No such thing"}}'),
      );
      const failure = await callFailure(t, backend.call(makeCall()));
      t.deepEqual([failure.code, failure.outcome, failure.retryable], [code, 'failed', false]);
      t.is(failure.message, `The backend answered ${status} to get_order: No such thing`);
      t.deepEqual(failure.reply?.body, { error: { message: 'No such thing' } });
      t.is(server.requests.length, 1);
    }
  });

  test.serial(title('F18: a refused credential is renewed once, for every class but never'), async (t) => {
    for (const status of [401, 403]) {
      for (const [retry, requests] of [
        ['safe', 2],
        ['connect-only', 2],
        ['never', 1],
      ] as const satisfies readonly (readonly [RetryClass, number])[]) {
        const refreshes: boolean[] = [];
        const credential = Object.assign(
          (target: { headers: Record<string, string> }, { refresh }: { refresh: boolean }) => {
            refreshes.push(refresh);
            target.headers.authorization = refresh ? 'Bearer fresh' : 'Bearer stale';
          },
          { refreshable: true },
        );
        const { server, backend } = await start(t, (e) => e.respond(status, json, '{"error":"Invalid API key"}'));
        const failure = await callFailure(t, backend.call(makeCall({ method: 'POST' }, { retry, credential })));
        t.deepEqual([failure.code, failure.outcome, failure.retryable], ['backend_auth', 'failed', false]);
        t.deepEqual(refreshes, [false, true].slice(0, requests));
        t.deepEqual(
          server.requests.map(({ headers }) => headers.authorization),
          ['Bearer stale', 'Bearer fresh'].slice(0, requests),
        );
      }
    }
  });

  test.serial(title('F18: a renewed credential that is accepted makes the call succeed'), async (t) => {
    const { backend } = await start(t, (e) => (e.headers.authorization === 'Bearer 1' ? ok(e) : e.respond(401)));
    const credential = Object.assign(
      (target: { headers: Record<string, string> }, { refresh }: { refresh: boolean }) => {
        target.headers.authorization = `Bearer ${Number(refresh)}`;
      },
      { refreshable: true },
    );
    t.is((await backend.call(makeCall({ method: 'POST' }, { credential }))).status, 200);
  });

  test.serial(title('F18: a credential that cannot be renewed is not tried again'), async (t) => {
    const { server, backend } = await start(t, (e) => e.respond(401));
    await callFailure(t, backend.call(makeCall()));
    t.is(server.requests.length, 1);
  });

  test.serial(title('the credential wins over the map, and lasts for one attempt only'), async (t) => {
    const { server, backend } = await start(t, (e) => (e.index === 0 ? e.respond(503) : ok(e)));
    let attempt = 0;
    const credential = (target: { headers: Record<string, string> }) => {
      t.is(target.headers[`x-attempt-${attempt}`], undefined);
      attempt += 1;
      target.headers['X-Own'] = 'credential';
      target.headers[`x-attempt-${attempt}`] = 'yes';
    };
    await backend.call(makeCall({ headers: { 'x-own': 'map' } }, { credential }));
    t.is(server.requests[1]?.headers['x-own'], 'credential');
    t.false('x-attempt-1' in (server.requests[1]?.headers ?? {}));
  });

  test.serial(
    title('a credential that fails, hangs or writes a bad header sends nothing and shows nothing'),
    async (t) => {
      const { server, backend } = await start(t, ok);
      const failing = () => {
        throw new Error('canary-secret');
      };
      const failed = await callFailure(t, backend.call(makeCall({}, { credential: failing })));
      t.deepEqual([failed.code, failed.outcome], ['credential_failed', 'not_sent']);
      t.notRegex(inspect(failed), /canary/);
      const hanging = () => new Promise<void>(() => {});
      const hung = await callFailure(t, backend.call(makeCall({}, { credential: hanging, timeout: 60 })));
      t.deepEqual([hung.code, hung.outcome], ['backend_timeout', 'not_sent']);
      const bad = (target: { headers: Record<string, string> }) => {
        target.headers.authorization = 'canary\r\nx: y';
      };
      const refused = await callFailure(t, backend.call(makeCall({}, { credential: bad })));
      t.deepEqual([refused.code, refused.outcome], ['invalid_request_headers', 'not_sent']);
      t.notRegex(inspect(refused), /canary/);
      t.is(server.connections, 0);
    },
  );

  test.serial(title('F19: HTML in place of data is refused, unless the call takes it'), async (t) => {
    const { server, backend } = await start(t, (e) =>
      e.respond(200, { 'content-type': 'text/html; charset=utf-8' }, '<p>hi'),
    );
    const failure = await callFailure(t, backend.call(makeCall()));
    t.deepEqual([failure.code, failure.outcome, failure.status], ['bad_content_type', 'unknown', 200]);
    t.is(server.requests.length, 1);
    t.is((await backend.call(makeCall({}, { acceptHtml: true }))).body, '<p>hi');
  });

  test.serial(title('F19 F20 F21: answers are decoded by their content type'), async (t) => {
    const cases: readonly (readonly [string | undefined, Uint8Array | string, unknown])[] = [
      ['application/json', '[1]', [1]],
      ['application/problem+json; charset=utf-8', '{"a":"é"}', { a: 'é' }],
      ['application/json', '\ufeff{"a":1}', { a: 1 }],
      ['application/json', '{"id":9007199254740993}', { id: '9007199254740993' }],
      ['text/plain', 'täxt', 'täxt'],
      ['text/plain; charset=iso-8859-1', new Uint8Array([0xe9]), 'é'],
      ['text/csv; charset=nonsense', 'a,b', 'a,b'],
      [undefined, '{"a":1}', { a: 1 }],
      ['application/xml', '<a/>', '<a/>'],
      ['application/atom+xml', '<a/>', '<a/>'],
      ['application/x-ndjson', '{}\n{}\n', '{}\n{}\n'],
      ['image/svg+xml', '<svg/>', Buffer.from('<svg/>')],
      ['image/png', new Uint8Array([1, 2]), Buffer.from([1, 2])],
      ['application/json', '', undefined],
      [undefined, '', undefined],
    ];
    const { backend } = await start(t, (e) => {
      const [type, body] = cases[e.index] ?? [];
      e.respond(200, type === undefined ? {} : { 'content-type': type }, body);
    });
    for (const [type, , expected] of cases) {
      const { body } = await backend.call(makeCall());
      t.deepEqual(body instanceof Uint8Array ? Buffer.from(body) : body, expected, type);
    }
  });

  test.serial(title('F20: what claims to be JSON and is not is bad_json, with the outcome unknown'), async (t) => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"a":1}', 'utf16le')]);
    const bodies = ['{"a":', 'NaN', '{a:1}', utf16, new Uint8Array([0x22, 0xff, 0x22])];
    const { server, backend } = await start(t, (e) => e.respond(200, json, bodies[e.index]));
    for (const _ of bodies) {
      const failure = await callFailure(t, backend.call(makeCall()));
      t.deepEqual([failure.code, failure.outcome, failure.retryable], ['bad_json', 'unknown', false]);
    }
    t.is(server.requests.length, bodies.length);
  });

  test.serial(
    title('F20 T117: JSON with a repeated name, or nested too deeply, is bad_json and says so'),
    async (t) => {
      const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
      const { backend } = await start(t, (e) => e.respond(200, json, ['{"a":1,"a":2}', deep][e.index]));
      const messages = [await callFailure(t, backend.call(makeCall())), await callFailure(t, backend.call(makeCall()))];
      t.deepEqual(
        messages.map(({ code, outcome, message }) => [code, outcome, message]),
        [
          [
            'bad_json',
            'unknown',
            'The backend answered 200 to get_order, but the answer has one name twice in the same object.',
          ],
          [
            'bad_json',
            'unknown',
            'The backend answered 200 to get_order, but the answer is nested more than 256 levels deep.',
          ],
        ],
      );
    },
  );

  test.serial(title('F17 F20: an error keeps its body even where a successful answer would be refused'), async (t) => {
    const { backend } = await start(t, (e) => e.respond(400, json, '{"error":"No","error":"Wrong sku"}'));
    const failure = await callFailure(t, backend.call(makeCall()));
    t.deepEqual([failure.code, failure.reply?.body], ['invalid_request', { error: 'Wrong sku' }]);
  });

  test.serial(title('F20: integers are rounded only when the call asks for it'), async (t) => {
    const { backend } = await start(t, (e) => e.respond(200, json, '9007199254740993'));
    t.is((await backend.call(makeCall({}, { exactIntegers: false }))).body, 9007199254740992);
  });

  test.serial(title('F21: 204 and 304 are empty replies'), async (t) => {
    const { backend } = await start(t, (e) => e.write(`HTTP/1.1 ${e.index === 0 ? 204 : 304} X\r\n\r\n`));
    const first = await backend.call(makeCall());
    const second = await backend.call(makeCall());
    t.deepEqual([first.status, first.body, second.status, second.body], [204, undefined, 304, undefined]);
  });

  test.serial(title('F22 T111: a redirect is a failure, and nothing goes to where it points'), async (t) => {
    const other = await startFaultBackend(t, (e) => e.respond(200));
    for (const location of [other.origin, '/orders', 'http://169.254.169.254/latest', 'unix:/run/docker.sock']) {
      const { server, backend } = await start(t, (e) => e.respond(307, { location }), {
        credential: (target) => {
          target.headers['x-api-key'] = 'canary';
        },
      });
      const failure = await callFailure(t, backend.call(makeCall({ method: 'POST', body: {} })));
      t.deepEqual([failure.code, failure.status, failure.outcome], ['unexpected_redirect', 307, 'unknown']);
      t.notRegex(failure.message, /169|docker|127/);
      t.is(server.requests.length, 1);
    }
    t.is(other.connections, 0);
  });

  test.serial(title('F23: an answer that is not HTTP is not asked for again'), async (t) => {
    const { server, backend } = await start(t, (e) => e.write('nonsense\r\n\r\n'));
    const failure = await callFailure(t, backend.call(makeCall()));
    t.deepEqual([failure.code, failure.outcome, failure.retryable], ['backend_protocol', 'unknown', false]);
    t.is(server.requests.length, 1);
  });

  test.serial(title('F24: a cancelled call aborts its request and frees its place'), async (t) => {
    let closed = false;
    const { server, backend } = await start(
      t,
      async (e) => {
        if (e.index > 0) return ok(e);
        controller.abort();
        await e.closed;
        closed = true;
      },
      { connections: 1 },
    );
    const controller = new AbortController();
    const failure = await callFailure(t, backend.call(makeCall({ method: 'POST' }, { signal: controller.signal })));
    t.deepEqual([failure.code, failure.outcome], ['cancelled', 'unknown']);
    t.is((await backend.call(makeCall())).status, 200);
    t.true(closed);
    t.is(server.requests.length, 2);
  });

  test.serial(title('F24: a call cancelled during the pause between attempts is not sent again'), async (t) => {
    const { server, backend } = await start(t, (e) => e.respond(503, { 'retry-after': '10' }));
    const started = performance.now();
    await callFailure(t, backend.call(makeCall({}, { signal: AbortSignal.timeout(400) })));
    t.true(performance.now() - started < 8000);
    t.is(server.requests.length, 1);
  });

  test.serial(title('the outcome of several attempts is the gravest of them'), async (t) => {
    const { backend } = await start(t, (e) => (e.index === 0 ? e.reset() : e.respond(500)));
    const failure = await callFailure(t, backend.call(makeCall()));
    t.deepEqual([failure.code, failure.outcome], ['backend_error', 'unknown']);
  });

  test.serial(title('F39: a full queue turns calls away at once, and serves the rest in order'), async (t) => {
    const { server, backend } = await start(
      t,
      async (e) => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        ok(e);
      },
      { connections: 2, queue: 3 },
    );
    const calls = [1, 2, 3, 4, 5].map((n) => backend.call(makeCall({ path: `/${n}` })));
    let served = 0;
    for (const call of calls) void call.then(() => served++);
    const failure = await callFailure(t, backend.call(makeCall()));
    t.is(served, 0);
    t.deepEqual([failure.code, failure.outcome, failure.retryable], ['busy', 'not_sent', true]);
    await Promise.all(calls);
    t.deepEqual(
      server.requests.slice(2).map(({ target }) => target),
      ['/3', '/4', '/5'],
    );
    t.true(server.connections <= 2);
  });

  test.serial(title('F39: a tenant that stalls cannot take the connections of another'), async (t) => {
    const { backend } = await start(t, (e) => (e.target === '/slow' ? undefined : ok(e)), {
      connections: 3,
      perTenant: 2,
      timeouts: { ...short, firstByte: 1500 },
    });
    const slow = [1, 2].map(() => callFailure(t, backend.call(makeCall({ path: '/slow' }, { retry: 'never' }))));
    t.is((await callFailure(t, backend.call(makeCall({ path: '/slow' })))).code, 'busy');
    const principal = { ...ann, subject: 'bob', tenant: 'blue' };
    t.is((await backend.call(makeCall({}, { principal }))).status, 200);
    t.deepEqual(
      (await Promise.all(slow)).map(({ code }) => code),
      ['backend_timeout', 'backend_timeout'],
    );
  });

  test.serial(title('a call that waits for a place longer than its budget is busy, not sent'), async (t) => {
    const { server, backend } = await start(t, () => {}, {
      connections: 1,
      timeouts: { ...short, firstByte: 1500 },
    });
    const first = callFailure(t, backend.call(makeCall({}, { retry: 'never' })));
    const failure = await callFailure(t, backend.call(makeCall({}, { timeout: 50 })));
    t.deepEqual([failure.code, failure.outcome], ['busy', 'not_sent']);
    await first;
    t.is(server.requests.length, 1);
  });

  test.serial(
    title('T123: no failure shows an address, a path, a credential or what the backend leaked'),
    async (t) => {
      const leak = {
        error: {
          message:
            'connect ECONNREFUSED db-canary.internal:6379 10.1.2.3 at /srv/app/canary.js:1:2 token=canary Bearer canary0123\n    at canary (/srv/app/x.js:1:1)',
        },
      };
      const credential: BackendOptions['credential'] = (target) => {
        target.headers.authorization = 'Bearer canary-token';
      };
      const behaviours: Behaviour[] = [
        (e) => e.respond(500, { ...json, 'x-canary': 'canary' }, JSON.stringify(leak)),
        (e) => e.respond(302, { location: 'http://canary.internal/' }),
        (e) => e.reset(),
        (e) => e.write('canary\r\n\r\n'),
        (e) => e.respond(200, json, 'canary{'),
        () => {},
      ];
      for (const behaviour of behaviours) {
        const { server, backend } = await start(t, behaviour, { credential, timeouts: short });
        const request: Partial<EndpointRequest> = { method: 'POST', path: '/canary', body: { canary: 'canary' } };
        const { reply: _, ...shown } = await callFailure(t, backend.call(makeCall(request)));
        t.notRegex(inspect(shown, { depth: 9 }), new RegExp(`canary|127\\.0|10\\.1|${server.port}|/srv`));
      }
    },
  );

  test.serial(title('logs name the tool and the code, never what was sent'), async (t) => {
    const lines: unknown[] = [];
    const log = (...line: unknown[]) => void lines.push(line);
    const logger = { debug: log, info: log, warn: log, error: log };
    const { backend } = await start(t, (e) => (e.index === 0 ? e.respond(503) : ok(e)), { logger });
    await backend.call(makeCall({ path: '/canary', headers: { 'x-canary': 'canary' } }));
    t.is(lines.length, 1);
    t.notRegex(inspect(lines, { depth: 9 }), /canary|127\.0/);
  });

  test.serial(title('F04: the log says why no answer came, in a code and without the address'), async (t) => {
    const lines: unknown[] = [];
    const log = (...line: unknown[]) => void lines.push(line);
    const logger = { debug: () => undefined, info: log, warn: log, error: log };
    const backend = open(t, `http://127.0.0.1:${await closedPort()}`, { logger, retry: { attempts: 1 } });
    await callFailure(t, backend.call(makeCall()));
    const fields = { tool: 'get_order', code: 'backend_unavailable', delivery: 'not_sent', reason: 'ECONNREFUSED' };
    t.deepEqual(lines, [[{ ...fields, attempt: 1 }, 'a backend call got no answer']]);
    await callFailure(t, backend.call(makeCall({}, { signal: AbortSignal.abort() })));
    t.is(lines.length, 1);
  });

  test.serial(title('sockets, timers and listeners of a call are gone with it, however it ended'), async (t) => {
    const long = { connect: 20_000, firstByte: 20_000, idle: 20_000, total: 20_000 };
    const { server, backend } = await start(
      t,
      (e) => {
        const { target } = e;
        if (target === '/ok') return ok(e);
        if (target === '/reset') return e.reset();
        if (target === '/slow') return;
        e.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc');
        if (target === '/cut') e.end();
      },
      { timeouts: long },
    );
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const { signal } = new AbortController();
    await backend.call(makeCall({ path: '/ok' }, { signal }));
    for (const path of ['/reset', '/cut', '/slow', '/stall']) {
      const timeout = path.startsWith('/s') ? 40 : 20_000;
      await callFailure(t, backend.call(makeCall({ path }, { signal, retry: 'never', timeout })));
    }
    t.is(getEventListeners(signal, 'abort').length, 0);
    t.true(timers() <= before);
    await backend.close();
    const deadline = performance.now() + 5000;
    while (server.open > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    t.is(server.open, 0);
  });

  test.serial(title('a closed backend refuses calls'), async (t) => {
    const { server, backend } = await start(t, ok);
    await backend.close();
    t.is((await callFailure(t, backend.call(makeCall()))).outcome, 'not_sent');
    t.is(server.connections, 0);
  });
}
