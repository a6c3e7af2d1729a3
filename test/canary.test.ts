import { createHash, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { apiKey } from '../src/auth/api-key.js';
import { apiKeyHeader } from '../src/credentials/api-key.js';
import { signingKeys } from '../src/credentials/signing-keys.js';
import { localUsers, oauthServer } from '../src/oauth/index.js';
import {
  API_KEY,
  BACKEND_KEY,
  type CanarySystem,
  lastingSecrets,
  PASSWORD,
  STORE_SECRET,
  startCanarySystem,
  WRONG_PASSWORD,
} from './helpers/canary-system.js';
import { callMessage, initializeMessage, modernCall, openStream, post, send } from './helpers/proxy.js';
import { type BrowserPage, openTestBrowser, type TestBrowser } from './helpers/test-browser.js';

const CALLBACK = 'https://app.example.com/callback';

/** A secret, and the one answer it may stand in. */
interface Marker {
  readonly name: string;
  readonly value: string;
  /** The request whose answer gives it out; nobody's, when it is left out. */
  readonly home?: RegExp;
}

interface Client {
  readonly client_id: string;
  readonly client_secret: string;
}

interface Flow {
  readonly system: CanarySystem;
  /** Everything secret that has turned up so far. */
  readonly markers: Marker[];
  /** Everything that was thrown so far. */
  readonly thrown: unknown[];
}

type Form = Readonly<Record<string, string>>;

const textOf = (value: unknown): string =>
  inspect(value, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null, breakLength: Infinity });

/** Also found when only the end of it has got out; of JWTs, beginnings are no secret. */
const fragmentOf = ({ value }: Marker): string => value.slice(-20);

function postForm({ system }: Flow, path: string, form: Form, headers: Form = {}) {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams(form).toString();
  return send(system, { method: 'POST', path, headers: { ...type, ...headers }, body });
}

async function register({ system, markers }: Flow): Promise<Client> {
  const metadata = { redirect_uris: [CALLBACK], token_endpoint_auth_method: 'client_secret_post' };
  const { json } = await post(system, metadata, {}, '/register');
  const client = json as Client;
  markers.push({ name: 'client secret', value: client.client_secret, home: /^POST \/register / });
  return client;
}

function keepCookies({ markers }: Flow, { cookies }: TestBrowser): void {
  for (const { name, value } of cookies) {
    if (!/\.sig$|session/.test(name) || markers.some((marker) => marker.value === value)) continue;
    markers.push({ name: `cookie ${name}`, value, home: /^(?:GET|POST) \/(?:authorize|interaction)/ });
  }
}

/** From the application's request, over a mistyped password, to the answer that calls it back. */
async function signIn(flow: Flow, client: Client, action = 'approve') {
  const { system, markers } = flow;
  const verifier = randomBytes(32).toString('base64url');
  const state = `marker-state-${randomBytes(12).toString('hex')}`;
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const browser = openTestBrowser();
  const submit = async (page: BrowserPage, what: string, fields: Form = {}): Promise<BrowserPage> => {
    const next = await browser.submit(page, what, fields);
    keepCookies(flow, browser);
    const end = await browser.follow(next, CALLBACK);
    keepCookies(flow, browser);
    return end;
  };
  const first = await browser.follow(await browser.open(`${system.issuer}/authorize?${query}`), CALLBACK);
  keepCookies(flow, browser);
  const again = await submit(first, 'sign-in', { username: 'alice', password: WRONG_PASSWORD });
  const consent = await submit(again, 'sign-in', { username: 'alice', password: PASSWORD });
  const { headers } = await submit(consent, action);
  const back = new URL(String(headers.location));
  const code = back.searchParams.get('code') ?? '';
  markers.push({ name: 'verifier', value: verifier });
  markers.push({ name: 'state', value: state, home: /^(?:GET|POST) \/(?:authorize|interaction)/ });
  if (code !== '') markers.push({ name: 'authorization code', value: code, home: /^GET \/authorize/ });
  return { code, verifier };
}

async function askForTokens(flow: Flow, form: Form) {
  const answer = await postForm(flow, '/token', form);
  const { access_token: access, refresh_token: refresh } = Object(answer.json) as Record<string, unknown>;
  for (const [name, value] of Object.entries({ 'access token': access, 'refresh token': refresh })) {
    if (typeof value === 'string') flow.markers.push({ name, value, home: /^POST \/token / });
  }
  return { status: answer.status, access: String(access), refresh: String(refresh) };
}

const bearer = (token: string): Form => ({ authorization: `Bearer ${token}` });

/** A session of each kind, and every tool in it. */
async function callAll(t: ExecutionContext, { system, markers }: Flow, credentials: Form): Promise<void> {
  const { headers } = await post(system, initializeMessage(), credentials);
  const id = String(headers['mcp-session-id']);
  markers.push({ name: 'session id', value: id, home: /^POST \/mcp / });
  const stream = await openStream(system, { path: '/sse', headers: { ...credentials, accept: 'text/event-stream' } });
  const messages = (await stream.next(0)).data;
  markers.push({ name: 'SSE session id', value: messages.split('=')[1] ?? '', home: /^GET \/sse / });
  await post(system, initializeMessage(), credentials, messages);
  await stream.next(1);
  for (const [index, tool] of ['get_things', 'break_things', 'deny_things'].entries()) {
    const inSession = await post(system, callMessage(index + 1, tool), { ...credentials, 'mcp-session-id': id });
    t.is(inSession.status, 200);
    t.is(inSession.body.includes('"isError":true'), tool !== 'get_things', tool);
    const { body, headers: modern } = modernCall(index + 1, tool);
    t.is((await post(system, body, { ...credentials, ...modern })).status, 200);
    await post(system, callMessage(index + 1, tool), credentials, messages);
    await stream.next(index + 2);
  }
  // Somebody else's hands on these sessions.
  t.is((await post(system, callMessage(9, 'get_things'), { ...bearer('nobody'), 'mcp-session-id': id })).status, 401);
  t.is((await post(system, callMessage(9, 'get_things'), {}, messages)).status, 401);
  stream.drop();
}

async function callBadly(t: ExecutionContext, flow: Flow, token: string): Promise<void> {
  const { system, thrown } = flow;
  const call = callMessage(1, 'get_things');
  t.is((await post(system, call, {}, `/mcp?access_token=${token}`)).status, 401);
  t.is((await post(system, call, bearer(token), `/mcp?access_token=${token}`)).status, 400);
  t.is((await post(system, call, { ...bearer(token), 'x-api-key': API_KEY })).status, 400);
  for (const wrong of [`${token}x`, `x${token}`, `${token} ${token}`]) {
    t.is((await post(system, call, bearer(wrong))).status, 401);
    const request = { method: 'POST', path: '/mcp', headers: bearer(wrong), remoteAddress: '127.0.0.1' };
    thrown.push(await t.throwsAsync(system.auth.authenticate(request)));
  }
}

async function redeemBadly(t: ExecutionContext, flow: Flow, client: Client): Promise<void> {
  const { code, verifier } = await signIn(flow, client);
  const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...client };
  const wrong = `marker-wrong-verifier-${randomBytes(16).toString('hex')}`;
  const secret = `marker-wrong-secret-${randomBytes(16).toString('hex')}`;
  flow.markers.push({ name: 'wrong verifier', value: wrong }, { name: 'wrong client secret', value: secret });
  t.is((await askForTokens(flow, { ...form, code_verifier: verifier, client_secret: secret })).status, 401);
  t.is((await askForTokens(flow, { ...form, code_verifier: wrong })).status, 400);
  const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64');
  flow.markers.push({ name: 'basic credentials', value: basic });
  t.true((await postForm(flow, '/token', form, { authorization: `Basic ${basic}` })).status >= 400);
}

function configureBadly(t: ExecutionContext, { system, thrown }: Flow): void {
  const { issuer } = system;
  const half = { kty: 'RSA', d: lastingSecrets['d of the key of the authorization server'] ?? '' };
  const login = localUsers({ users: [{ name: 'alice', password: lastingSecrets['password hash'] ?? '' }] });
  thrown.push(
    t.throws(() => oauthServer({ issuer: 'ftp://x', login, secret: STORE_SECRET, keys: [half] })),
    t.throws(() => oauthServer({ issuer, login, secret: [STORE_SECRET, 'short'], keys: [half] })),
    t.throws(() => signingKeys({ keys: [half, `-----BEGIN ${half.d}`] })),
    t.throws(() => apiKey({ keys: [API_KEY, API_KEY] })),
    t.throws(() => apiKeyHeader({ key: `${BACKEND_KEY}\n` })),
    t.throws(() => localUsers({ users: [{ name: 'alice', password: PASSWORD }] })),
  );
}

/** What the backend was sent: its own credentials, which nobody else may see. */
function mintedTokens({ system }: Flow): readonly Marker[] {
  const sent = system.backend.requests.map(({ headers }) => String(headers.authorization).replace('Bearer ', ''));
  return [...new Set(sent)].map((value) => ({ name: 'minted token', value }));
}

function assertKept(t: ExecutionContext, flow: Flow): void {
  const { system, thrown } = flow;
  const toBackend: readonly Marker[] = [...mintedTokens(flow), { name: 'backend key', value: BACKEND_KEY }];
  const lasting = Object.entries(lastingSecrets).map(([name, value]) => ({ name, value }));
  const inbound: readonly Marker[] = [...lasting, ...flow.markers];
  const [log, errors, backend] = [textOf(system.log), textOf(thrown), textOf(system.backend.requests)];
  for (const marker of [...inbound, ...toBackend]) {
    const { name, home } = marker;
    const fragment = fragmentOf(marker);
    t.true(fragment.length === 20, `${name} is long enough to be looked for`);
    t.false(log.includes(fragment), `${name} in the log`);
    t.false(errors.includes(fragment), `${name} in an error`);
    const shown = system.wire.filter(({ answered }) => answered.includes(fragment));
    const places = shown.map(({ asked }) => asked.split('\r\n')[0] ?? '');
    if (home === undefined) t.deepEqual(places, [], `${name} in an answer`);
    else t.true(places.length > 0 && places.every((place) => home.test(place)), `${name} in ${places.join(', ')}`);
    if (/token|secret|session id|code$/.test(name)) t.true(places.length <= 1, `${name} in ${places.join(', ')}`);
  }
  for (const marker of inbound) t.false(backend.includes(fragmentOf(marker)), `${marker.name} at the backend`);
  t.true(toBackend.every((marker) => backend.includes(fragmentOf(marker))));
}

for (const accessTokenFormat of ['opaque', 'jwt'] as const) {
  test(`T123, T124: no secret of the whole system leaves the answer it belongs to (${accessTokenFormat})`, async (t) => {
    const system = await startCanarySystem(t, { accessTokenFormat });
    const flow: Flow = { system, markers: [], thrown: [] };
    const client = await register(flow);

    await signIn(flow, client, 'deny');
    const { code, verifier } = await signIn(flow, client);
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: CALLBACK, ...client };
    const first = await askForTokens(flow, form);
    t.is(first.status, 200);
    await callAll(t, flow, bearer(first.access));
    await callAll(t, flow, { 'x-api-key': API_KEY });
    await callBadly(t, flow, first.access);

    const renewal = { grant_type: 'refresh_token', ...client };
    const second = await askForTokens(flow, { ...renewal, refresh_token: first.refresh });
    t.is(second.status, 200);
    t.is((await postForm(flow, '/revoke', { token: second.refresh, ...client })).status, 200);
    t.is((await post(system, callMessage(1, 'get_things'), bearer(second.access))).status, 401);
    t.is((await askForTokens(flow, { ...renewal, refresh_token: second.refresh })).status, 400);
    t.is((await askForTokens(flow, { ...renewal, refresh_token: first.refresh })).status, 400);
    t.is((await askForTokens(flow, form)).status, 400);
    await redeemBadly(t, flow, client);
    configureBadly(t, flow);

    const { json } = await send(system, { path: '/.well-known/oauth-authorization-server' });
    const { pathname } = new URL(String(Object(json).jwks_uri));
    for (const path of [pathname, '/.well-known/backend-jwks.json']) {
      t.is((Object((await send(system, { path })).json).keys as unknown[]).length, 1);
    }
    for (const path of ['/health', '/nowhere']) await send(system, { path });
    assertKept(t, flow);
  });
}
