import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v2 from '@modelcontextprotocol/client';
import * as v1 from '@modelcontextprotocol/sdk/client/auth.js';
import test from 'ava';
import express from 'express';
import * as strict from 'oauth4webapi';
import { anyOf } from '../../src/auth/any-of.js';
import { apiKey } from '../../src/auth/api-key.js';
import { jwt } from '../../src/auth/jwt/jwt.js';
import { createProxy } from '../../src/proxy.js';
import { silentLogger } from '../../src/telemetry/silent-logger.js';
import { AUDIENCE, startIssuer } from '../helpers/issuer.js';
import { httpClients } from '../helpers/mcp-clients.js';
import { startProxy } from '../helpers/proxy.js';
import { handMadeToolSet } from '../helpers/tool-set.js';

const KEY = 'k1-abcdefghijklmnop';
const tools = { read: {}, write: { scopes: ['write'] } };
/** The proxy that the clients of the serial tests are pointed at. */
let at = { origin: '', headers: {} };
const paths = ['/mcp', '/mcp/', '/sse', '/sse/'];

for (const { name, connect } of httpClients(() => at)) {
  test.serial(`T061, T068: ${name} works with a token of the issuer, and sees what its scopes allow`, async (t) => {
    const issuer = await startIssuer(t);
    const { origin } = await startProxy(t, { tools, auth: jwt({ issuer: issuer.issuer, audience: AUDIENCE }) });
    at = { origin, headers: { authorization: `Bearer ${await issuer.token({ scope: 'read' })}` } };
    const client = await connect();
    t.deepEqual(await client.listTools(), ['read']);
    t.is((await client.call('read')).text, 'read');
    await client.close();
    t.is(issuer.keyFetches(), 1);
  });
}

for (const path of paths) {
  test(`T001, T061: clients of both SDKs follow the challenge of ${path} to the authorization server`, async (t) => {
    const issuer = await startIssuer(t, '/realms/a');
    const auth = jwt({ issuer: issuer.issuer, audience: AUDIENCE, requiredScopes: ['mcp'] });
    const { origin } = await startProxy(t, { tools, auth });
    const url = `${origin}${path}`;
    const refused = await fetch(url, { headers: { accept: 'text/event-stream' } });
    for (const sdk of [v1, v2]) {
      const { resourceMetadataUrl, scope, error } = sdk.extractWWWAuthenticateParams(refused);
      t.is(scope, 'mcp');
      t.is(error, undefined);
      if (resourceMetadataUrl === undefined) return t.fail('no metadata URL');
      const found = await sdk.discoverOAuthProtectedResourceMetadata(url, { resourceMetadataUrl });
      t.is(found.resource, url);
      t.deepEqual(found.authorization_servers, [issuer.issuer]);
      t.deepEqual(found.scopes_supported, ['mcp']);
      const guessed = await sdk.discoverOAuthProtectedResourceMetadata(url);
      t.true(url.startsWith(guessed.resource), 'without the challenge, by the well-known path');
    }
  });

  test(`T001: a client that compares byte for byte accepts the metadata of ${path}`, async (t) => {
    const issuer = await startIssuer(t);
    const { origin } = await startProxy(t, { tools, auth: jwt({ issuer: issuer.issuer, audience: AUDIENCE }) });
    const resource = new URL(`${origin}${path}`);
    const options = { [strict.allowInsecureRequests]: true };
    const answer = await strict.resourceDiscoveryRequest(resource, options);
    const found = await strict.processResourceDiscoveryResponse(resource, answer);
    t.deepEqual(found.authorization_servers, [issuer.issuer]);
  });
}

test('T002: in Express under a mount path, clients find the metadata below the mount', async (t) => {
  const issuer = await startIssuer(t);
  const auth = jwt({ issuer: issuer.issuer, audience: AUDIENCE });
  const proxy = createProxy({ name: 'x', version: '1', tools: handMadeToolSet(tools), auth, logger: silentLogger });
  const server = createServer(express().use('/deep/proxy', proxy.handler));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(async () => {
    server.close();
    server.closeAllConnections();
    await proxy.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/deep/proxy/mcp`;
  const { resourceMetadataUrl } = v2.extractWWWAuthenticateParams(await fetch(url, { method: 'POST' }));
  if (resourceMetadataUrl === undefined) return t.fail('no metadata URL');
  t.is((await v2.discoverOAuthProtectedResourceMetadata(url, { resourceMetadataUrl })).resource, url);
});

test('T076: keys for machines and tokens of two issuers work side by side, under one document', async (t) => {
  const [a, b] = [await startIssuer(t), await startIssuer(t)];
  const trust = ({ issuer }: typeof a) => jwt({ issuer, audience: AUDIENCE });
  const auth = anyOf(trust(a), trust(b), apiKey({ keys: { machine: KEY } }));
  const { origin } = await startProxy(t, { tools, auth });
  const open = async (headers: Record<string, string>): Promise<number> => {
    const body = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'x', version: '1' },
      },
    };
    const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const answer = await fetch(`${origin}/mcp`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: JSON.stringify(body),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  t.is(await open({ authorization: `Bearer ${await a.token()}` }), 200);
  t.is(await open({ authorization: `Bearer ${await b.token()}` }), 200);
  t.is(await open({ 'x-api-key': KEY }), 200);
  t.is(await open({ authorization: `Bearer ${KEY}` }), 200);
  t.is(await open({ authorization: `Bearer ${await a.token({ iss: b.issuer })}` }), 401);
  t.is(await open({ authorization: `Bearer ${await a.token()}`, 'x-api-key': KEY }), 400);
  const found = await v2.discoverOAuthProtectedResourceMetadata(`${origin}/mcp`);
  t.deepEqual(found.authorization_servers, [a.issuer, b.issuer]);
});
