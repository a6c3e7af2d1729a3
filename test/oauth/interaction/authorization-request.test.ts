import test from 'ava';
import { describeRequest } from '../../../src/oauth/interaction/authorization-request.js';
import { nativeClient, startLoginServer, WEB_CALLBACK } from '../../helpers/login-server.js';
import { toConsent } from '../../helpers/sign-in.js';
import { openTestBrowser } from '../../helpers/test-browser.js';
import { testUsers } from '../../helpers/test-users.js';

for (const [uri, destination, warns] of [
  ['https://claude.ai/api/mcp/auth_callback', 'claude.ai', false],
  ['https://xn--pple-43d.com:8443/cb', 'xn--pple-43d.com:8443', false],
  ['https://аpple.com/cb', 'xn--pple-43d.com', false],
  ['http://127.0.0.1:33418/cb', 'a program on this device (127.0.0.1:33418)', true],
  ['http://[::1]:7777/cb', 'a program on this device ([::1]:7777)', true],
  ['http://localhost/cb', 'a program on this device (localhost)', true],
  ['cursor://anysphere.cursor-retrieval/oauth/cb', 'the program on this device that opens cursor: links', true],
] as const) {
  test(`T034: an answer to ${uri} is said to go to ${destination}${warns ? ', with a warning' : ''}`, (t) => {
    const asked = describeRequest({ clientId: 'x', redirectUris: [uri] }, { redirect_uri: uri });
    t.is(asked.destination, destination);
    t.is(asked.warning !== undefined, warns);
  });
}

test('T034: an application with a redirect elsewhere too has no localhost-only warning', (t) => {
  const uri = 'http://127.0.0.1:1/cb';
  const client = { clientId: 'x', redirectUris: [uri, 'https://app.example.com/cb'] };
  t.is(describeRequest(client, { redirect_uri: uri }).warning, undefined);
});

test('T034: only a client id that is an https URL vouches for a host', (t) => {
  const host = (clientId: string) => describeRequest({ clientId }, {}).clientHost;
  t.is(host('https://app.example.com/client.json'), 'app.example.com');
  t.is(host('http://app.example.com/client.json'), undefined);
  t.is(host('Zm9vYmFy'), undefined);
});

test('T034: an application without a name is called that', (t) => {
  t.is(describeRequest({ clientId: 'x', clientName: '\u202e\0 ' }, {}).clientName, 'an application without a name');
});

test('T034: the page shows name, the host behind the client id, where the answer goes, and each scope in words', async (t) => {
  const client = {
    client_id: 'https://notes.example.com/client.json',
    client_name: 'Notes & <More>',
    redirect_uris: [WEB_CALLBACK],
    token_endpoint_auth_method: 'none' as const,
  };
  const server = await startLoginServer(t, {
    login: () => testUsers,
    clients: [client],
    scopeDescriptions: { 'notes:read': 'Read your notes' },
  });
  const page = await toConsent(server, {
    browser: openTestBrowser(),
    client,
    more: { scope: 'openid notes:read notes:write' },
  });
  t.regex(page.body, /<bdi>Notes &amp; &lt;More&gt;<\/bdi>/);
  t.regex(page.body, /Described at <b>notes\.example\.com<\/b>/);
  t.regex(page.body, /The answer goes to<\/dt><dd><b>app\.example\.com<\/b>/);
  t.regex(page.body, /<li>Know that it is you, by a user identifier<\/li><li>Read your notes<\/li>/);
  t.regex(page.body, /<li>Use everything that needs the permission “notes:write”<\/li>/);
  t.notRegex(page.body, /role="note"/);
});

test('T034: a name that an application gave itself is said to be that, one that is configured is not', async (t) => {
  const server = await startLoginServer(t, { login: () => testUsers, knownClients: ['web-app'] });
  const known = await toConsent(server, { browser: openTestBrowser() });
  t.regex(known.body, /Registered by whoever runs this server/);
  const unknown = await toConsent(server, { browser: openTestBrowser(), client: nativeClient });
  t.regex(unknown.body, /A name it gave itself\. Nobody has checked it\./);
});
