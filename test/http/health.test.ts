import test from 'ava';
import { send, startProxy } from '../helpers/proxy.js';

test('answers GET and HEAD without credentials and under every Host', async (t) => {
  const at = await startProxy(t);
  const { status, headers, json } = await send(at, { path: '/health', headers: { host: '10.0.0.7' } });
  t.is(status, 200);
  t.is(headers['cache-control'], 'no-store');
  t.like(json, { status: 'ok', version: '1.2.3', sessions: 0 });
  t.is(typeof (json as { uptime: unknown }).uptime, 'number');
  const head = await send(at, { method: 'HEAD', path: '/health' });
  t.deepEqual([head.status, head.body], [200, '']);
  t.is((await send(at, { method: 'POST', path: '/health' })).status, 405);
});

test('a backend that answers is ok', async (t) => {
  const at = await startProxy(t, { health: { backend: async () => 'pong' } });
  const { status, json } = await send(at, { path: '/health' });
  t.is(status, 200);
  t.like(json, { status: 'ok', backend: { status: 'ok' } });
});

const unwell: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['rejects', () => Promise.reject(new Error('connect ECONNREFUSED canary.internal:1'))],
  [
    'throws',
    () => {
      throw new Error('canary');
    },
  ],
  ['answers false', async () => false],
  ['does not answer', () => new Promise(() => undefined)],
];

for (const [what, backend] of unwell) {
  test(`T123: a backend that ${what} is 503 degraded, and nothing of it is shown`, async (t) => {
    const at = await startProxy(t, { health: { backend, timeout: 50 } });
    const { status, json, body } = await send(at, { path: '/health' });
    t.is(status, 503);
    t.like(json, { status: 'degraded', backend: { status: 'unavailable' } });
    t.false(body.includes('canary'));
  });
}

test('the backend is asked once for many probes', async (t) => {
  let asked = 0;
  const backend = async (): Promise<void> => {
    asked += 1;
  };
  const at = await startProxy(t, { health: { backend } });
  await Promise.all(Array.from({ length: 10 }, () => send(at, { path: '/health' })));
  await send(at, { path: '/health' });
  t.is(asked, 1);
});

test('the path can be changed, and the route be left out', async (t) => {
  const renamed = await startProxy(t, { health: { path: '/live' } });
  t.is((await send(renamed, { path: '/live' })).status, 200);
  const without = await startProxy(t, { health: false });
  t.is((await send(without, { path: '/health' })).status, 404);
});
