import test from 'ava';
import { createGate } from '../../src/backend/gate.js';

const never = new AbortController().signal;

test('F39: places are given up to the limit, then in order of arrival, then not at all', async (t) => {
  const gate = createGate({ limit: 1, queue: 2, perKey: 9 });
  const leave = await gate.enter('a', never);
  const order: string[] = [];
  const waiting = ['b', 'c'].map(async (key) => {
    const leaveLater = await gate.enter(key, never);
    order.push(key);
    leaveLater?.();
  });
  t.is(await gate.enter('d', never), undefined);
  leave?.();
  await Promise.all(waiting);
  t.deepEqual(order, ['b', 'c']);
  t.deepEqual([gate.running, gate.waiting], [0, 0]);
});

test('F39: one key cannot hold or wait for more than its share', async (t) => {
  const gate = createGate({ limit: 2, queue: 5, perKey: 2 });
  const first = await gate.enter('a', never);
  const second = await gate.enter('a', never);
  t.is(await gate.enter('a', never), undefined);
  const other = gate.enter('b', never);
  first?.();
  t.is(typeof (await other), 'function');
  second?.();
  t.is(typeof (await gate.enter('a', never)), 'function');
});

test('a waiter that gives up leaves the queue, and its place goes to the next', async (t) => {
  const gate = createGate({ limit: 1, queue: 5, perKey: 1 });
  const leave = await gate.enter('a', never);
  const controller = new AbortController();
  const given = gate.enter('b', controller.signal);
  const next = gate.enter('c', never);
  controller.abort();
  t.is(await given, undefined);
  t.is(gate.waiting, 1);
  leave?.();
  leave?.();
  t.is(typeof (await next), 'function');
  t.is(gate.running, 1);
  t.is(await gate.enter('c', never), undefined);
  t.is(await gate.enter('z', AbortSignal.abort()), undefined);
});
