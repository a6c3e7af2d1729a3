import test, { type ExecutionContext } from 'ava';
import { decodeJwt } from 'jose';
import { readConfig } from '../../src/config.js';
import { startReferenceBackend } from '../../src/embedded/reference-backend.js';
import { createHttpProxy } from '../../src/proxy.js';
import { EXCHANGER, startExchangingIssuer } from '../helpers/exchanging-issuer.js';
import { useFalkorDB } from '../helpers/falkordb.js';
import { rawCall } from '../helpers/raw-call.js';
import { startRelay } from '../helpers/relay.js';

const falkordb = useFalkorDB(test);

const PROXY = 'https://mcp.example.com';
const BACKEND = 'falkordb-mcpserver';
const tenants = { alice: 'acme', bob: 'globex', mallory: 'acme_x' };

/** A proxy whose callers have tokens of an authorization server elsewhere, which gives others for the backend. */
async function startExchange(t: ExecutionContext, dialect: 'documented' | 'actual', secret: string = EXCHANGER.secret) {
  const tenantAsSubject = dialect === 'actual';
  const idp = await startExchangingIssuer(t, { audience: PROXY, backend: BACKEND, tenants, tenantAsSubject });
  const admission = { jwt: { jwksUri: idp.jwksUri, issuer: idp.issuer, audience: BACKEND } };
  const backend = await startReferenceBackend({ falkordb: falkordb().address, admission, dialect });
  const relay = await startRelay(backend.url);
  const config = readConfig({
    LOG_LEVEL: 'error',
    FALKORDB_MCPSERVER_URL: relay.url,
    PROXY_AUTH: 'jwt',
    JWT_ISSUER: idp.issuer,
    JWT_AUDIENCE: PROXY,
    BACKEND_CREDENTIAL: 'exchange',
    BACKEND_JWT_AUDIENCE: BACKEND,
    BACKEND_CLIENT_ID: EXCHANGER.id,
    BACKEND_CLIENT_SECRET: secret,
  });
  const proxy = createHttpProxy(config, { url: relay.url, apiKey: undefined });
  const { url } = await proxy.listen({ port: 0 });
  t.teardown(async () => {
    await proxy.close();
    await relay.close();
    await backend.close();
  });
  const ask = (token: string, name: string, args: object = {}) =>
    rawCall(new URL('/mcp', url).href, token, { name, arguments: args });
  return { idp, relay, ask };
}

const write = (words: string) => ({
  graphName: 'diary',
  query: 'CREATE (:Page {words: $words})',
  parameters: { words },
});
const read = { graphName: 'diary', query: 'MATCH (p:Page) RETURN p.words AS words' };

for (const dialect of ['documented', 'actual'] as const) {
  test.serial(`T084: exchanged tokens keep two tenants apart, and no inbound token goes on, ${dialect}`, async (t) => {
    const { idp, relay, ask } = await startExchange(t, dialect);
    const [alice, bob] = [await idp.token('alice'), await idp.token('bob')];
    t.notRegex((await ask(alice, 'falkordb_query', write('of alice'))).text, /"isError":true/);
    t.notRegex((await ask(bob, 'falkordb_query', write('of bob'))).text, /"isError":true/);
    t.regex((await ask(alice, 'falkordb_query', read)).text, /"rows":\[\{"words":"of alice"\}\]/);
    t.regex((await ask(bob, 'falkordb_query', read)).text, /"rows":\[\{"words":"of bob"\}\]/);
    t.regex((await ask(bob, 'falkordb_list_graphs')).text, /"graphs":\[\{"name":"diary"[^\]]*\],"total":1/);
    t.deepEqual((await falkordb().graphs()).toSorted(), ['acme_diary', 'globex_diary']);
    t.deepEqual(idp.exchanged, ['alice', 'bob']);
    for (const authorization of relay.authorizations) {
      t.false(authorization.includes(alice) || authorization.includes(bob));
      t.like(decodeJwt(authorization.replace('Bearer ', '')), { iss: idp.issuer, aud: BACKEND });
    }
    t.is(relay.authorizations.length, 5);
  });
}

test.serial('T084: neither side takes what was meant for the other', async (t) => {
  const { idp, relay, ask } = await startExchange(t, 'documented');
  const inbound = await idp.token('alice');
  t.is((await ask(inbound, 'falkordb_list_graphs')).status, 200);
  const [exchanged = ''] = relay.authorizations;
  const graphs = (authorization: string) => fetch(`${relay.url}/api/mcp/graphs`, { headers: { authorization } });
  t.is((await graphs(exchanged)).status, 200);
  t.is((await graphs(`Bearer ${inbound}`)).status, 401);
  t.is((await ask(exchanged.replace('Bearer ', ''), 'falkordb_list_graphs')).status, 401);
});

test.serial('T084: whoever has no tenant that the backend can tell apart never gets to the exchange', async (t) => {
  const { idp, relay, ask } = await startExchange(t, 'documented');
  for (const sub of ['mallory', 'nobody']) {
    const { status } = await ask(await idp.token(sub), 'falkordb_list_graphs');
    t.true(status === 401 || status === 403, `${sub} ${status}`);
  }
  t.deepEqual(idp.exchanged, []);
  t.deepEqual(relay.authorizations, []);
});

test.serial('T084: an issuer that refuses the exchange stops the call before the backend', async (t) => {
  const { idp, relay, ask } = await startExchange(t, 'documented', 'another-secret-0123456789abcdef');
  const inbound = await idp.token('alice');
  const { text } = await ask(inbound, 'falkordb_list_graphs');
  t.regex(text, /"isError":true/);
  t.false(text.includes(inbound) || text.includes(EXCHANGER.secret));
  t.deepEqual(relay.authorizations, []);
});
