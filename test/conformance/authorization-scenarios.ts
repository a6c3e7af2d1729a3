/** The suite's authorization scenarios, against the built-in server with a person who signs in and presses “Allow”. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { createProxy, silentLogger } from 'mcp-rest-proxy';
import { hashPassword, localUsers, oauthServer } from 'mcp-rest-proxy/oauth';
import { openTestBrowser } from '../helpers/test-browser.js';
import { fixtures } from './endpoints.js';
import { exitCode, runSuite } from './suite.js';

const PASSWORD = 'a-password-of-the-conformance-run';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** What the person in front of the browser does: sign in, allow, and end at the suite's own callback. */
async function approve(authorizeUrl: string, callback: string): Promise<void> {
  const browser = openTestBrowser();
  const signIn = await browser.follow(await browser.open(authorizeUrl), callback);
  const sent = await browser.submit(signIn, 'sign-in', { username: 'conf', password: PASSWORD });
  const consent = await browser.follow(sent, callback);
  const end = await browser.follow(await browser.submit(consent, 'approve'), callback);
  if (end.headers.location === undefined) throw new Error(`Nobody was called back: HTTP ${end.status}`);
  await browser.open(end.headers.location);
}

/** True when the suite finds nothing wrong. */
export async function checkAuthorization(): Promise<boolean> {
  console.log('\n== Conformance of the authorization server');
  const [port, callbackPort] = [await freePort(), await freePort()];
  const issuer = `http://127.0.0.1:${port}`;
  const callback = `http://127.0.0.1:${callbackPort}/callback`;
  const auth = oauthServer({
    issuer,
    login: localUsers({ entries: `conf:${await hashPassword(PASSWORD)}` }),
    clients: [{ clientId: 'conf-client', name: 'Conformance', redirectUris: [callback] }],
    logger: silentLogger,
  });
  const backend = { baseUrl: 'http://127.0.0.1:9' };
  const proxy = createProxy({
    name: 'conformance',
    version: '1.0.0',
    endpoints: fixtures,
    backend,
    auth,
    logger: silentLogger,
  });
  await proxy.listen({ port });
  const options = [
    '--url',
    issuer,
    '--client-id',
    'conf-client',
    '--resource',
    `${issuer}/mcp`,
    '-p',
    String(callbackPort),
  ];
  const child = runSuite(['authorization', ...options], 'authorization');
  const seen = new Set<string>();
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [url] = /http:\/\/127\.0\.0\.1:\d+\/authorize\?\S+/.exec(line) ?? [];
      if (url === undefined || seen.has(url)) return;
      seen.add(url);
      approve(url, callback).catch((error: unknown) => {
        console.error(error);
        child.kill();
      });
    });
  }
  const code = await exitCode(child);
  await proxy.close();
  return code === 0 && seen.size > 0;
}
