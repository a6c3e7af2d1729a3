import test from 'ava';
import { startOAuthProxy } from '../helpers/oauth-proxy.js';
import { openSession, openStream, until } from '../helpers/proxy.js';

for (const accessTokenFormat of ['opaque', 'jwt'] as const) {
  test(`T060: a revocation ends the open streams and sessions of its grant, and no others (${accessTokenFormat})`, async (t) => {
    const proxy = await startOAuthProxy(t, { accessTokenFormat });
    const client = await proxy.client();
    const [revoked, kept] = [await proxy.tokens(client), await proxy.tokens(client)];
    const headers = (token: string) => ({ authorization: `Bearer ${token}`, accept: 'text/event-stream' });
    const streams = await Promise.all(
      [revoked, kept].map(async ({ accessToken }) => ({
        sse: await openStream(proxy, { path: '/sse', headers: headers(accessToken) }),
        mcp: await openStream(proxy, {
          path: '/mcp',
          headers: { ...(await openSession(proxy, headers(accessToken))), accept: 'text/event-stream' },
        }),
      })),
    );
    const [gone, open] = streams;
    let ended = 0;
    void gone?.sse.ended.then(() => (ended += 1));
    void gone?.mcp.ended.then(() => (ended += 1));
    let lost = 0;
    void open?.sse.ended.then(() => (lost += 1));
    void open?.mcp.ended.then(() => (lost += 1));
    await proxy.post('/revoke', { token: revoked.refreshToken, client_id: client.clientId });
    t.true(await until(() => ended === 2));
    t.is(lost, 0);
    open?.sse.drop();
    open?.mcp.drop();
  });
}
