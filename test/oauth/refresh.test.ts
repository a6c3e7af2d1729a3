import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { createSealer } from '../../src/oauth/login/seal.js';
import { createAdapterFactory } from '../../src/oauth/storage/adapter.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { silentLogger } from '../../src/telemetry/silent-logger.js';
import { startOAuthProxy } from '../helpers/oauth-proxy.js';

const scopes = { scopes: ['notes:read', 'notes:write'] } as const;

test('T055: a public client gets another refresh token each time; scope may become less, never more', async (t) => {
  const proxy = await startOAuthProxy(t, scopes);
  const client = await proxy.client();
  const { refreshToken } = await proxy.tokens(client, { scope: 'notes:read notes:write' });
  const narrow = await proxy.refresh(client, refreshToken, { scope: 'notes:read' });
  t.is(narrow.status, 200);
  t.is(narrow.json.scope, 'notes:read');
  t.not(narrow.json.refresh_token, refreshToken);
  const less = await proxy.tokens(client, { scope: 'notes:read' });
  const more = await proxy.refresh(client, less.refreshToken, { scope: 'notes:read notes:write' });
  t.is(more.status, 400);
  t.is(more.json.error, 'invalid_scope');
  t.is((await proxy.refresh(client, less.refreshToken)).status, 200);
});

test('T056: a lost answer is given again for a few seconds, to the same client asking the same', async (t) => {
  const proxy = await startOAuthProxy(t, scopes);
  const [client, other] = [await proxy.client(), await proxy.client()];
  const { refreshToken } = await proxy.tokens(client);
  const first = await proxy.refresh(client, refreshToken);
  const again = await proxy.refresh(client, refreshToken);
  t.is(again.status, 200);
  t.deepEqual(again.json, first.json);
  t.is((await proxy.refresh(other, refreshToken)).json.error, 'invalid_grant');
  t.is((await proxy.call(String(first.json.access_token))).status, 200);
  t.is((await proxy.refresh(client, String(first.json.refresh_token))).status, 200);
});

test('T056: after the grace, a used token ends the whole family', async (t) => {
  const proxy = await startOAuthProxy(t, { refreshGrace: 1 });
  const client = await proxy.client();
  const { refreshToken, accessToken } = await proxy.tokens(client);
  const { json } = await proxy.refresh(client, refreshToken);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  t.is((await proxy.call(accessToken)).status, 200);
  const again = await proxy.refresh(client, refreshToken);
  t.is(again.status, 400);
  t.is(again.json.error, 'invalid_grant');
  t.is((await proxy.call(String(json.access_token))).status, 401);
  t.is((await proxy.call(accessToken)).status, 401);
  t.is((await proxy.refresh(client, String(json.refresh_token))).json.error, 'invalid_grant');
});

test('T056: the grace ends when the successor is used, and there is none when it is switched off', async (t) => {
  for (const refreshGrace of [10, 0]) {
    const proxy = await startOAuthProxy(t, { refreshGrace });
    const client = await proxy.client();
    const { refreshToken } = await proxy.tokens(client);
    const second = await proxy.refresh(client, refreshToken);
    const third = refreshGrace === 0 ? second : await proxy.refresh(client, String(second.json.refresh_token));
    t.is(third.status, 200);
    t.is((await proxy.refresh(client, refreshToken)).json.error, 'invalid_grant');
    t.is((await proxy.refresh(client, String(third.json.refresh_token))).json.error, 'invalid_grant');
    t.is((await proxy.call(String(third.json.access_token))).status, 401);
  }
});

/** A store whose clock is moved by hand, and which can hold little. */
function smallStore(t: ExecutionContext, maxEntries: number) {
  const clock = { now: 0 };
  const store = memoryStore({ maxEntries, now: () => clock.now });
  t.teardown(() => store.close());
  const pass = (milliseconds: number): void => {
    clock.now += milliseconds;
  };
  return { store, pass };
}

const HOUR = 3_600_000;

test('T056: tokens that have been used leave nothing in the store, and are known for used all the same', async (t) => {
  const { store, pass } = smallStore(t, 24);
  const proxy = await startOAuthProxy(t, { ...scopes, store, throttle: { maxFailures: 1000 } });
  const client = await proxy.client();
  const first = await proxy.tokens(client);
  let { refreshToken, accessToken } = first;
  for (let rotation = 0; rotation < 100; rotation += 1) {
    pass(HOUR + 60_000);
    const { status, json, body } = await proxy.refresh(client, refreshToken);
    t.is(status, 200, `${rotation} ${body}`);
    [refreshToken, accessToken] = [String(json.refresh_token), String(json.access_token)];
  }
  t.is((await proxy.call(accessToken)).status, 200);
  const resource = { resource: proxy.resource, scope: 'notes:read notes:write' };
  const again = await proxy.refresh(client, first.refreshToken, resource);
  t.is(again.status, 400);
  t.is(again.json.error, 'invalid_grant');
  t.is((await proxy.call(accessToken)).status, 401);
  t.is((await proxy.refresh(client, refreshToken)).json.error, 'invalid_grant');
  t.true(proxy.logger.entries.some(({ message }) => message.includes('was used twice')));
});

test('T057: a token that was used long ago is of no use to another client, nor is one that is only alike', async (t) => {
  const { store, pass } = smallStore(t, 100);
  const proxy = await startOAuthProxy(t, { store });
  const [client, other] = [await proxy.client(), await proxy.client()];
  const { refreshToken } = await proxy.tokens(client);
  const next = await proxy.refresh(client, refreshToken);
  pass(HOUR);
  const current = String(next.json.refresh_token);
  t.is((await proxy.refresh(other, refreshToken)).json.error, 'invalid_grant');
  for (const alike of [
    `${current}\n`,
    `${current}=`,
    `${current}A`,
    current.slice(0, -4),
    `${current} `,
    'x'.repeat(43),
  ]) {
    t.is((await proxy.refresh(client, alike)).json.error, 'invalid_grant', JSON.stringify(alike.slice(-5)));
  }
  t.is((await proxy.refresh(client, current)).status, 200);
});

test('T056: a token nobody has used ends by itself, without anybody else’s harm', async (t) => {
  const { store, pass } = smallStore(t, 100);
  const proxy = await startOAuthProxy(t, { store, ttl: { refreshToken: 1 } });
  const client = await proxy.client();
  const { refreshToken, accessToken } = await proxy.tokens(client);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  pass(60_000);
  const { status, json } = await proxy.refresh(client, refreshToken);
  t.is(status, 400);
  t.is(json.error, 'invalid_grant');
  t.is((await proxy.call(accessToken)).status, 200);
});

test('T057: a refresh token is of use to its own client only', async (t) => {
  const proxy = await startOAuthProxy(t);
  const [client, other] = [await proxy.client(), await proxy.client()];
  const { refreshToken } = await proxy.tokens(client);
  const { status, json } = await proxy.refresh(other, refreshToken);
  t.is(status, 400);
  t.is(json.error, 'invalid_grant');
  t.is((await proxy.refresh(client, refreshToken)).status, 200);
});

/** A store that takes a moment for everything, so that requests overlap as they do over a network. */
function slowStore(): Store {
  const store = memoryStore();
  const slow = new Set(['get', 'set', 'take', 'delete', 'addMember', 'members', 'removeMember', 'touch']);
  return new Proxy(store, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function' || !slow.has(String(name))) return value;
      return async (...args: unknown[]) => {
        await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 3));
        return Reflect.apply(value, target, args);
      };
    },
  });
}

const patient = { throttle: { maxFailures: 1000 } } as const;

test('T044: of 50 redemptions of one code at once, one succeeds', async (t) => {
  const proxy = await startOAuthProxy(t, { ...patient, store: slowStore() });
  const client = await proxy.client();
  const code = (await proxy.authorize(client)).searchParams.get('code') ?? '';
  const answers = await Promise.all(Array.from({ length: 50 }, () => proxy.redeem(client, code)));
  t.is(answers.filter(({ status }) => status === 200).length, 1);
  const others = answers.filter(({ status }) => status !== 200);
  t.true(others.every(({ status, json }) => status === 400 && json.error === 'invalid_grant'));
});

test('T056: 50 refreshes with one token at once make one family that lives on', async (t) => {
  const proxy = await startOAuthProxy(t, { ...patient, store: slowStore() });
  const client = await proxy.client();
  const { refreshToken } = await proxy.tokens(client);
  const answers = await Promise.all(Array.from({ length: 50 }, () => proxy.refresh(client, refreshToken)));
  t.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  const successors = new Set(answers.map(({ json }) => json.refresh_token));
  t.is(successors.size, 1);
  const [{ json } = { json: {} as Readonly<Record<string, unknown>> }] = answers;
  t.is((await proxy.call(String(json.access_token))).status, 200);
  const next = await proxy.refresh(client, String(json.refresh_token));
  t.is(next.status, 200);
});

test('T056: without a grace, 50 refreshes with one token at once give one answer at the most', async (t) => {
  const proxy = await startOAuthProxy(t, { ...patient, refreshGrace: 0, store: slowStore() });
  const client = await proxy.client();
  const { refreshToken } = await proxy.tokens(client);
  const answers = await Promise.all(Array.from({ length: 50 }, () => proxy.refresh(client, refreshToken)));
  t.is(answers.filter(({ status }) => status === 200).length, 1);
});

test('T044, T056: in every order of the steps of the store, a code or token is used up once', async (t) => {
  await t.notThrowsAsync(
    fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom('AuthorizationCode', 'RefreshToken'),
        async (scheduler, model) => {
          const inner = memoryStore();
          const store: Store = {
            ...inner,
            get: scheduler.scheduleFunction(inner.get),
            set: scheduler.scheduleFunction(inner.set),
          };
          const adapter = createAdapterFactory({
            store,
            sealer: createSealer(['a secret that is long enough for this']),
            logger: silentLogger,
            usedTtl: () => 60_000,
            clients: { unusedTtl: 60_000, max: 10 },
            onGrantEnded: async () => undefined,
            alreadyUsed: () => new Error('second'),
            tooManyClients: () => new Error('full'),
          })(model);
          const redeem = async (): Promise<boolean> => {
            const found = await adapter.find('the code');
            if (found === undefined || found.consumed !== undefined) return false;
            await adapter.consume('the code');
            return true;
          };
          const saved = adapter.upsert('the code', { grantId: 'g', exp: 1 }, 60);
          await scheduler.waitFor(saved);
          const tries = Promise.allSettled(Array.from({ length: 5 }, redeem));
          const results = await scheduler.waitFor(tries);
          await inner.close();
          return results.filter((result) => result.status === 'fulfilled' && result.value).length === 1;
        },
      ),
      { numRuns: 100 },
    ),
  );
});

for (const model of ['AuthorizationCode', 'RefreshToken']) {
  test(`T044, T056: who read a ${model} before its re-use was noticed comes second, too`, async (t) => {
    const store = memoryStore();
    t.teardown(() => store.close());
    const adapter = createAdapterFactory({
      store,
      sealer: createSealer(['a secret that is long enough for this']),
      logger: silentLogger,
      usedTtl: () => 60_000,
      clients: { unusedTtl: 60_000, max: 10 },
      onGrantEnded: async () => undefined,
      alreadyUsed: () => new Error('second'),
      tooManyClients: () => new Error('full'),
    })(model);
    await adapter.upsert('the code', { grantId: 'g', exp: 1 }, 60);
    t.is((await adapter.find('the code'))?.consumed, undefined);
    await adapter.consume('the code');
    await Promise.all([adapter.destroy('the code'), adapter.revokeByGrantId('g')]);
    await t.throwsAsync(async () => adapter.consume('the code'), { message: 'second' });
    t.is(await adapter.find('the code'), undefined);
  });
}
