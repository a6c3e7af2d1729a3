import test from 'ava';
import type { Principal } from '../../src/auth/principal.js';
import type { AuthStrategy } from '../../src/auth/strategy.js';
import { createExpiry } from '../../src/transports/expiry.js';
import { callMessage, openSession, openStream, post, sleep, startProxy } from '../helpers/proxy.js';

/** Lets in whoever sends `Bearer NAME MILLISECONDS` under that name for that time. */
const timed: AuthStrategy = {
  name: 'timed',
  async authenticate({ headers }): Promise<Principal> {
    const [, subject = '', milliseconds] = (headers.authorization ?? '').split(' ');
    return {
      subject,
      issuer: 'timed',
      scopes: 'all',
      claims: {},
      ...(milliseconds !== undefined && { expiresAt: (Date.now() + Number(milliseconds)) / 1000 }),
    };
  },
};

const as = (name: string, milliseconds?: number) => ({
  authorization: `Bearer ${name}${milliseconds === undefined ? '' : ` ${milliseconds}`}`,
  accept: 'text/event-stream',
});

async function endsWithin(ended: Promise<void>, milliseconds: number): Promise<boolean> {
  return Promise.race([ended.then(() => true), sleep(milliseconds).then(() => false)]);
}

test('T060: an SSE session ends when the token it was opened with does', async (t) => {
  const at = await startProxy(t, { auth: timed, tools: { ping: {} } });
  const stream = await openStream(at, { path: '/sse', headers: as('ann', 2000) });
  const { data } = await stream.next(0);
  t.false(await endsWithin(stream.ended, 100));
  t.true(await endsWithin(stream.ended, 5000));
  t.is((await post(at, callMessage(1, 'ping'), as('ann', 60_000), data)).status, 404);
});

test('T060, T090: a refreshed token keeps an SSE session alive, and a shorter one shortens it', async (t) => {
  const at = await startProxy(t, { auth: timed, tools: { ping: {} } });
  const stream = await openStream(at, { path: '/sse', headers: as('ann', 2000) });
  const { data } = await stream.next(0);
  t.is((await post(at, callMessage(1, 'ping'), as('ann', 60_000), data)).status, 202);
  t.false(await endsWithin(stream.ended, 3000));
  t.is((await post(at, callMessage(2, 'ping'), as('ann', 200), data)).status, 202);
  t.true(await endsWithin(stream.ended, 5000));
});

test('T060: a GET stream ends with the token that opened it, its session goes on with a new one', async (t) => {
  const at = await startProxy(t, { auth: timed, tools: { ping: {} } });
  const session = await openSession(at, as('ann'));
  const stream = await openStream(at, { path: '/mcp', headers: { ...session, ...as('ann', 2000) } });
  t.is(stream.status, 200);
  t.false(await endsWithin(stream.ended, 100));
  t.true(await endsWithin(stream.ended, 5000));
  t.is((await post(at, callMessage(1, 'ping'), { ...session, authorization: 'Bearer ann 60000' })).status, 200);
  const again = await openStream(at, { path: '/mcp', headers: { ...session, ...as('ann', 60_000) } });
  t.is(again.status, 200);
  again.drop();
});

test('T060, T090: a refreshed token keeps a GET stream alive', async (t) => {
  const at = await startProxy(t, { auth: timed, tools: { ping: {} } });
  const session = await openSession(at, as('ann'));
  const stream = await openStream(at, { path: '/mcp', headers: { ...session, ...as('ann', 2000) } });
  await post(at, callMessage(1, 'ping'), { ...session, authorization: 'Bearer ann 60000' });
  t.false(await endsWithin(stream.ended, 3000));
  stream.drop();
});

test('a principal without an end, and one that ends after all timers, end nothing', async (t) => {
  let ended = 0;
  const expiry = createExpiry(() => {
    ended += 1;
  });
  const principal: Principal = { subject: 'a', issuer: 'b', scopes: [], claims: {} };
  expiry.follow({ ...principal, expiresAt: Date.now() / 1000 + 0.01 });
  expiry.follow(principal);
  await sleep(50);
  expiry.follow({ ...principal, expiresAt: 253_402_300_799 });
  await sleep(50);
  t.is(ended, 0);
  expiry.follow({ ...principal, expiresAt: 0 });
  await sleep(50);
  t.is(ended, 1);
  expiry.follow({ ...principal, expiresAt: Date.now() / 1000 + 0.01 });
  expiry.stop();
  await sleep(50);
  t.is(ended, 1);
});
