import test from 'ava';
import { createBackend } from '../../src/backend/backend.js';
import { type BackendOptions, resolveBackend } from '../../src/backend/options.js';
import { ConfigurationError } from '../../src/errors.js';

const places = (t: import('ava').ExecutionContext, options: BackendOptions): readonly string[] => {
  const error = t.throws(() => createBackend(options), { instanceOf: ConfigurationError });
  t.is(error?.code, 'configuration_invalid');
  t.notRegex(error?.message ?? '', /canary/);
  return (error?.problems ?? []).map(({ place }) => place);
};

test('the defaults are the documented ones', (t) => {
  const { limits, origin, basePath, retry, totalTimeout, queue } = resolveBackend({ baseUrl: 'https://api.test/v1/' });
  t.deepEqual(limits, {
    connectTimeout: 2000,
    firstByteTimeout: 15_000,
    idleTimeout: 15_000,
    maxResponseBytes: 10_485_760,
    connections: 50,
    keepAliveTimeout: 4000,
  });
  t.deepEqual(
    { origin, basePath, retry, totalTimeout, queue },
    {
      origin: 'https://api.test',
      basePath: '/v1',
      retry: { attempts: 3, minDelay: 100, maxDelay: 2000 },
      totalTimeout: 30_000,
      queue: 200,
    },
  );
});

test('T110: a base URL that is not plain http or https is refused, and never repeated in the message', (t) => {
  for (const baseUrl of [
    'canary',
    '/canary',
    'ftp://canary.test',
    'unix:/run/canary.sock',
    'http://canary:canary@api.test',
    'http://api.test/?canary=1',
    'http://api.test/#canary',
    'http://api.test//canary',
  ]) {
    t.deepEqual(places(t, { baseUrl }), ['backend.baseUrl'], baseUrl);
  }
});

test('all mistakes are told at once', (t) => {
  t.deepEqual(
    places(t, {
      baseUrl: 'nonsense',
      timeouts: { connect: 0, firstByte: -1, idle: 1.5, total: Number.NaN },
      retry: { attempts: 0, minDelay: -1, maxDelay: Number.POSITIVE_INFINITY },
      maxResponseBytes: 0,
      maxRequestBytes: -5,
      connections: 0,
      queue: -1,
      perTenant: 0,
      keepAliveTimeout: 2 ** 31,
      headers: { 'x-ok': 'yes', 'x bad': 'canary', 'x-worse': 'canary\r\n', host: 'canary' },
    }),
    [
      'backend.baseUrl',
      'backend.timeouts.connect',
      'backend.timeouts.firstByte',
      'backend.timeouts.idle',
      'backend.maxResponseBytes',
      'backend.connections',
      'backend.keepAliveTimeout',
      'backend.timeouts.total',
      'backend.retry.attempts',
      'backend.retry.minDelay',
      'backend.retry.maxDelay',
      'backend.maxRequestBytes',
      'backend.queue',
      'backend.perTenant',
      'backend.headers."x bad"',
      'backend.headers."x-worse"',
      'backend.headers."host"',
    ],
  );
});

test('a queue of none is allowed', (t) => {
  t.is(resolveBackend({ baseUrl: new URL('http://api.test'), queue: 0 }).queue, 0);
});
