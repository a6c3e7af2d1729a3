import test, { type ExecutionContext } from 'ava';
import { apiKey } from '../../src/auth/api-key.js';
import { createProxy } from '../../src/proxy.js';
import { post, startProxy } from '../helpers/proxy.js';
import { handMadeToolSet } from '../helpers/tool-set.js';

const KEY = 'the-right-key-0123456789';
const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };

/** Statuses of wrong guesses in a row; an address is blocked (429) after its second. */
async function guesses(t: ExecutionContext, trustedHops: number | undefined, chains: readonly string[]) {
  const auth = apiKey({ keys: [KEY], maxFailures: 2 });
  const at = await startProxy(t, { auth, ...(trustedHops === undefined ? {} : { trustedHops }) });
  const statuses: number[] = [];
  for (const [index, chain] of chains.entries()) {
    const { status } = await post(at, list, { authorization: `Bearer wrong-guess-${index}`, 'x-forwarded-for': chain });
    statuses.push(status);
  }
  return statuses;
}

test('T008: X-Forwarded-For is not believed by default: all guesses count for the one address', async (t) => {
  t.deepEqual(await guesses(t, undefined, ['192.0.2.1', '192.0.2.2', '192.0.2.3']), [401, 401, 429]);
});

test('with one trusted hop, the last entry is the client: others are not blocked with it', async (t) => {
  const chains = ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2'];
  t.deepEqual(await guesses(t, 1, chains), [401, 401, 429, 401]);
});

test('what a client writes into the header itself changes nothing', async (t) => {
  const chains = ['10.0.0.1, 192.0.2.1', '10.0.0.2, 192.0.2.1', '10.0.0.3, 192.0.2.1'];
  t.deepEqual(await guesses(t, 1, chains), [401, 401, 429]);
});

test('with two trusted hops, the last but one entry is the client', async (t) => {
  const chains = ['9.9.9.9, 192.0.2.1, 10.0.0.1', '192.0.2.1, 10.0.0.2', '192.0.2.1, 10.0.0.3', '192.0.2.2, 10.0.0.1'];
  t.deepEqual(await guesses(t, 2, chains), [401, 401, 429, 401]);
});

test('an entry that is no address, or a chain that is too short, falls back to the socket', async (t) => {
  t.deepEqual(await guesses(t, 1, ['unknown', '', 'x'.repeat(2000)]), [401, 401, 429]);
});

test('trustedHops must be a small whole number', (t) => {
  const tools = handMadeToolSet({});
  for (const trustedHops of [-1, 1.5, 11, Number.NaN]) {
    t.throws(() => createProxy({ name: 'test', version: '1', tools, trustedHops }), { message: /trustedHops/ });
  }
});
