import test from 'ava';
import { createGuardedFetch } from '../../../src/oauth/clients/guarded-fetch.js';
import { testCa } from '../../helpers/certificates.js';
import { localFetch, startDocuments } from '../../helpers/document-server.js';

const request = () => ({ signal: AbortSignal.timeout(2000), headers: {}, maxBytes: 1000 });

test('T020: the connection goes to the address that was looked at, whatever the name means by then', async (t) => {
  const vetted = await startDocuments(t, '127.0.0.2');
  const rebound = await startDocuments(t, '127.0.0.1', vetted.port);
  vetted.publish('/doc', {});
  let lookups = 0;
  const fetch = createGuardedFetch({
    ca: testCa,
    isAllowed: (address) => address === '127.0.0.2',
    async resolve() {
      lookups += 1;
      return [{ address: lookups === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
    },
  });
  const { status } = await fetch(vetted.url('/doc'), request());
  t.is(status, 200);
  t.is(lookups, 1);
  t.is(rebound.requests(), 0);
  await t.throwsAsync(fetch(vetted.url('/doc'), request()), { message: /not on the public internet/ });
  t.is(rebound.requests(), 0);
});

test('T020: one private record among public ones is enough to refuse, and nobody is contacted', async (t) => {
  const server = await startDocuments(t);
  const fetch = createGuardedFetch({
    resolve: async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ],
  });
  await t.throwsAsync(fetch(server.url('/doc'), request()), { message: /public internet/ });
  t.is(server.requests(), 0);
});

test('T020: addresses in every spelling are looked at like names', async (t) => {
  const server = await startDocuments(t);
  const fetch = createGuardedFetch({ resolve: async () => t.fail('an address is not resolved') as never });
  for (const host of ['127.0.0.1', '2130706433', '0x7f000001', '0177.0.0.1', '127.1', '[::1]', '[::ffff:127.0.0.1]']) {
    await t.throwsAsync(fetch(`https://${host}:${server.port}/doc`, request()), { message: /public internet/ }, host);
  }
  t.is(server.requests(), 0);
});

test('T020: only https is fetched, and only with a certificate that is trusted', async (t) => {
  const server = await startDocuments(t);
  const { ca: _ca, ...untrusting } = localFetch;
  await t.throwsAsync(createGuardedFetch(localFetch)('http://localhost/doc', request()), { message: /https/ });
  await t.throwsAsync(createGuardedFetch(untrusting)(server.url('/doc'), request()), { message: /could not be asked/ });
  t.is(server.requests(), 0);
});

test('T021: a redirect is an answer, not a way', async (t) => {
  const server = await startDocuments(t);
  server.handle((_request, response) => void response.writeHead(302, { location: server.url('/other') }).end());
  const { status } = await createGuardedFetch(localFetch)(server.url('/doc'), request());
  t.is(status, 302);
  t.is(server.requests(), 1);
});

test('T021: a document that is too large, also in chunks, is cut off', async (t) => {
  const server = await startDocuments(t);
  let cut = false;
  server.handle((_request, response) => {
    response.on('close', () => {
      cut = !response.writableFinished;
    });
    const write = (): void => {
      if (!response.destroyed) response.write('x'.repeat(400), () => setTimeout(write, 5));
    };
    write();
  });
  await t.throwsAsync(createGuardedFetch(localFetch)(server.url('/doc'), request()), { message: /larger than 1000/ });
  await new Promise((resolve) => setTimeout(resolve, 200));
  t.true(cut);
});

test('T021: a host that hangs, in its name or its answer, is given up', async (t) => {
  const server = await startDocuments(t);
  server.handle(() => undefined);
  const soon = () => ({ ...request(), signal: AbortSignal.timeout(150) });
  await t.throwsAsync(createGuardedFetch(localFetch)(server.url('/doc'), soon()));
  const silent = createGuardedFetch({ ...localFetch, resolve: () => new Promise(() => undefined) });
  await t.throwsAsync(silent(server.url('/doc'), soon()), { message: /too long/ });
});
