import { createHash } from 'node:crypto';
import test from 'ava';
import { StoreUnavailableError } from '../../../src/store/store.js';
import { nativeClient, startLoginServer, WEB_CALLBACK, webClient } from '../../helpers/login-server.js';
import { toConsent, toFirstPage } from '../../helpers/sign-in.js';
import { type BrowserPage, openTestBrowser } from '../../helpers/test-browser.js';
import { PASSWORD, testUsers } from '../../helpers/test-users.js';

/** Every kind of page this server has, by name, with the status it comes with. */
async function everyPage(
  t: Parameters<typeof startLoginServer>[0],
): Promise<ReadonlyMap<string, [BrowserPage, number]>> {
  let broken = false;
  const server = await startLoginServer(t, {
    login: () => (context) => {
      const login = testUsers(context);
      return {
        ...login,
        authenticate: async (attempt) => {
          if (attempt.username === 'slow') return { status: 'throttled', retryAfter: 100 };
          return login.kind === 'form' ? login.authenticate(attempt) : { status: 'denied' };
        },
        find: async (subject, lookup) => {
          if (broken) throw new StoreUnavailableError('test', 'it is gone.');
          return login.find(subject, lookup);
        },
      } as ReturnType<typeof testUsers>;
    },
  });
  const browser = openTestBrowser();
  const signIn = await toFirstPage(server, { browser });
  const wrong = await browser.submit(signIn, 'sign-in', { username: 'alice', password: 'no' });
  const throttled = await browser.submit(wrong, 'sign-in', { username: 'slow', password: 'no' });
  const consent = await toConsent(server, { browser: openTestBrowser(), client: nativeClient });
  const refused = await browser.open(throttled.url, { method: 'POST', form: {} });
  const expired = await browser.open(`${server.issuer}/interaction/nothing`);
  const notAllowed = await browser.open(`${server.issuer}/interaction/nothing`, { method: 'DELETE' });
  const unknownClient = await browser.open(server.authorizeUrl({ ...webClient, client_id: 'nobody' }));
  const callback = await browser.open(`${server.issuer}/login/callback`);
  const last = openTestBrowser();
  const down = await toConsent(server, { browser: last });
  broken = true;
  return new Map([
    ['sign-in', [signIn, 200]],
    ['wrong password', [wrong, 422]],
    ['throttled', [throttled, 429]],
    ['consent', [consent, 200]],
    ['form refused', [refused, 403]],
    ['expired', [expired, 400]],
    ['not allowed', [notAllowed, 405]],
    ['unknown client', [unknownClient, 400]],
    ['callback', [callback, 400]],
    ['store down', [await last.open(down.url), 503]],
  ]);
}

test('T036: every page forbids frames, scripts, plug-ins, sniffing, caching and foreign resources', async (t) => {
  for (const [name, [page, status]] of await everyPage(t)) {
    const { headers, body } = page;
    t.is(page.status, status, name);
    t.is(headers['content-type'], 'text/html; charset=utf-8', name);
    const policy = String(headers['content-security-policy']).split('; ');
    for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      t.true(policy.includes(directive), `${name}: ${directive}`);
    }
    t.false(
      policy.some((directive) => /script-src|unsafe-inline|\*/.test(directive)),
      name,
    );
    t.is(headers['x-frame-options'], 'DENY', name);
    t.is(headers['x-content-type-options'], 'nosniff', name);
    t.is(headers['referrer-policy'], 'same-origin', name);
    t.is(headers['cache-control'], 'no-store', name);
    t.notRegex(body, /<script|\son[a-z]+=|\sstyle=|javascript:/i, name);
  }
});

test('T036: the only style sheet is the one the policy names', async (t) => {
  for (const [name, [{ headers, body }]] of await everyPage(t)) {
    const sheets = [...body.matchAll(/<style>([\s\S]*?)<\/style>/g)];
    t.is(sheets.length, 1, name);
    const hash = createHash('sha256')
      .update(sheets[0]?.[1] ?? '')
      .digest('base64');
    t.true(String(headers['content-security-policy']).includes(`style-src 'sha256-${hash}'`), name);
  }
});

test('every page has a language, a title, a viewport, one heading and one main landmark', async (t) => {
  for (const [name, [{ body }]] of await everyPage(t)) {
    t.regex(body, /^<!doctype html>\n<html lang="en">/, name);
    t.regex(body, /<title>[^<]+ · 127\.0\.0\.1:\d+<\/title>/, name);
    t.regex(body, /<meta name="viewport" content="width=device-width, initial-scale=1">/, name);
    t.is(body.match(/<h1>/g)?.length, 1, name);
    t.is(body.match(/<main>/g)?.length, 1, name);
  }
});

test('T031: redirects of ours are 303, tell the next place nothing and are not kept', async (t) => {
  const server = await startLoginServer(t, { login: () => testUsers });
  const browser = openTestBrowser();
  const signIn = await toFirstPage(server, { browser });
  const onward = await browser.submit(signIn, 'sign-in', { username: 'alice', password: PASSWORD });
  const consent = await browser.follow(onward, WEB_CALLBACK);
  for (const page of [onward, await browser.submit(consent, 'approve')]) {
    t.is(page.status, 303);
    t.is(page.headers['referrer-policy'], 'no-referrer');
    t.is(page.headers['cache-control'], 'no-store');
  }
});

test('throttling tells people and programs how long to wait', async (t) => {
  const throttled = (await everyPage(t)).get('throttled')?.[0];
  t.is(throttled?.headers['retry-after'], '100');
  t.regex(throttled?.body ?? '', /role="alert"[^>]*>Too many attempts\. Try again in 2 minutes\./);
});

test('an error page says what the error means, shows its code, and nothing of the request that is markup', async (t) => {
  const server = await startLoginServer(t, { login: () => testUsers });
  const browser = openTestBrowser();
  const page = await browser.open(server.authorizeUrl({ ...webClient, client_id: '<img src=x>' }));
  t.is(page.status, 400);
  t.regex(page.body, /<h1>This application is not known here<\/h1>/);
  t.regex(page.body, /Error code: <code>invalid_client<\/code>/);
  t.notRegex(page.body, /<img/);
  const elsewhere = await browser.open(server.authorizeUrl(webClient, { redirect_uri: 'https://evil.example/"><b>' }));
  t.is(elsewhere.status, 400);
  t.is(elsewhere.headers.location, undefined);
  t.regex(elsewhere.body, /<code>invalid_redirect_uri<\/code>/);
});
