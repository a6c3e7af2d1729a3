import test from 'ava';
import type { Principal } from '../../src/auth/principal.js';
import { watchRevocations } from '../../src/transports/revocation-watch.js';
import { recordingLogger } from '../helpers/recording-logger.js';

function person(subject: string, grant: string): Principal {
  return { subject, issuer: 'https://as.example', scopes: [], claims: {}, grant };
}

function scene(isAlive: (principal: Principal) => Promise<boolean>, recheckInterval = 100) {
  const closed: string[] = [];
  const sessions = [person('a', 'one'), person('b', 'one'), person('c', 'two')].map((principal) => ({
    principal,
    close: async () => void closed.push(principal.subject),
  }));
  let tell: (affects: (principal: Principal) => boolean) => void = () => undefined;
  let asked = 0;
  const stop = watchRevocations(
    {
      recheckInterval,
      subscribe(listener) {
        tell = listener;
        return () => {
          tell = () => undefined;
        };
      },
      isAlive(principal) {
        asked += 1;
        return isAlive(principal);
      },
    },
    { sessions: () => sessions, logger: recordingLogger() },
  );
  return { closed, stop, tell: (grant: string) => tell((principal) => principal.grant === grant), asked: () => asked };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('T060: sessions end as soon as their strategy tells', (t) => {
  const { closed, tell, stop } = scene(async () => true, 60_000);
  t.teardown(stop);
  tell('one');
  t.deepEqual(closed, ['a', 'b']);
});

test('T060: sessions end within the interval when nobody told, and each grant is asked about once', async (t) => {
  const { closed, asked, stop } = scene(async ({ grant }) => grant !== 'two', 1000);
  t.teardown(stop);
  await pause(900);
  t.deepEqual(closed, ['c']);
  t.is(asked(), 2);
});

test('T060: sessions end when nobody can answer for a whole interval, and not before', async (t) => {
  const { closed, stop } = scene(() => Promise.reject(new Error('store down')), 1000);
  t.teardown(stop);
  await pause(700);
  t.deepEqual(closed, []);
  await pause(1500);
  t.deepEqual([...new Set(closed)].sort(), ['a', 'b', 'c']);
});

test('T060: sessions end when the answer does not come at all, as when it is a failure', async (t) => {
  const { closed, stop } = scene(() => new Promise(() => undefined), 400);
  t.teardown(stop);
  await pause(300);
  t.deepEqual(closed, []);
  await pause(900);
  t.deepEqual([...new Set(closed)].sort(), ['a', 'b', 'c']);
});

test('T060: one slow answer does not hold up what is known of the others', async (t) => {
  const slow = ({ grant }: Principal) => (grant === 'one' ? new Promise<boolean>(() => undefined) : false);
  const { closed, stop } = scene(async (principal) => slow(principal), 2000);
  t.teardown(stop);
  await pause(1500);
  t.deepEqual(closed, ['c']);
});

test('T060: a session that cannot be closed is logged and harms no other', async (t) => {
  const logger = recordingLogger();
  const closed: string[] = [];
  const sessions = [
    { principal: person('a', 'one'), close: () => Promise.reject(new Error('stuck')) },
    { principal: person('b', 'two'), close: async () => void closed.push('b') },
  ];
  const revocations = { recheckInterval: 100, subscribe: () => () => undefined, isAlive: async () => false };
  const stop = watchRevocations(revocations, { sessions: () => sessions, logger });
  await pause(200);
  stop();
  t.true(closed.includes('b'));
  t.true(logger.entries.some(({ message }) => /could not be ended/.test(message)));
});

test('a strategy without revocations is not asked, and a watch that has stopped asks no more', async (t) => {
  watchRevocations(undefined, { sessions: () => [], logger: recordingLogger() })();
  const { asked, stop, tell, closed } = scene(async () => false, 60);
  stop();
  tell('one');
  await pause(150);
  t.is(asked(), 0);
  t.deepEqual(closed, []);
});
