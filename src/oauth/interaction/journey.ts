import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RedirectLogin } from '../login/login.js';
import { readRedirectSignIn, withinTime } from '../login/verdict.js';
import { sendElsewhere } from '../pages/send-page.js';
import type { Desk, Visit } from './desk.js';
import { finishSignIn, finishWithError } from './finish.js';
import { approval } from './grants.js';
import { sendExpired, sendFormRefused, sendUnavailable, sendUnverified } from './messages.js';

/** Milliseconds somebody may take to sign in elsewhere. */
const LIFETIME = 10 * 60_000;

interface Journey {
  readonly uid: string;
  readonly memo: string;
}

function readJourney(value: unknown): Journey | undefined {
  const { uid, memo } = Object(value) as Record<string, unknown>;
  return typeof uid === 'string' && typeof memo === 'string' ? { uid, memo } : undefined;
}

/** A cookie for each journey, so that two tabs do not get in each other's way. */
function cookieName(state: string): string {
  return `mcp-upstream-${createHash('sha256').update(state).digest('hex').slice(0, 16)}`;
}

/** Where the other provider sends people back to. */
export function callbackUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/login/callback`;
}

function wantsFreshSignIn({ interaction }: Visit): boolean {
  return String(interaction.params.prompt ?? '')
    .split(' ')
    .includes('login');
}

function isWebUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/**
 * Sends somebody who has agreed on our page to the other provider. Only now is there a state, and a signed cookie
 * that ties it to this browser.
 */
export async function beginJourney(desk: Desk, visit: Visit): Promise<void> {
  const { login, journeys, cookies, issuer, loginTimeout, logger } = desk;
  const { response, interaction } = visit;
  if (login.kind !== 'redirect') return finishWithError(visit, 'access_denied', 'There is no such sign-in.');
  const state = randomBytes(32).toString('base64url');
  const request = { state, callbackUrl: callbackUrl(issuer), freshSignIn: wantsFreshSignIn(visit) };
  try {
    const { url, memo } = await withinTime(() => login.begin(request), loginTimeout);
    if (!isWebUrl(url)) throw new TypeError('The authorization endpoint of the provider is not an http(s) URL.');
    await journeys.set(state, { uid: interaction.uid, memo } satisfies Journey, LIFETIME);
    cookies.write(response, cookieName(state), interaction.uid, LIFETIME / 1000);
    sendElsewhere(response, url);
  } catch (error) {
    logger.error({ error }, 'The sign-in at the upstream provider could not begin');
    sendUnavailable(desk, visit);
  }
}

async function visitOf(
  { provider }: Desk,
  uid: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Visit | undefined> {
  const interaction = await provider.Interaction.find(uid);
  if (interaction === undefined || interaction.result !== undefined) return undefined;
  const client = await provider.Client.find(String(interaction.params.client_id));
  return client === undefined ? undefined : { request, response, interaction, client };
}

async function complete(
  desk: Desk,
  login: RedirectLogin,
  visit: Visit,
  answer: { readonly state: string; readonly memo: string; readonly search: string },
): Promise<void> {
  const { state, memo, search } = answer;
  const callback = callbackUrl(desk.issuer);
  const request = { state, memo, callbackUrl: callback, url: new URL(callback + search) };
  const result = readRedirectSignIn(
    await withinTime(() => login.complete(request), desk.loginTimeout).catch((error: unknown) => {
      desk.logger.error({ error }, 'The sign-in at the upstream provider failed; nobody was signed in');
      return { status: 'unavailable' };
    }),
  );
  desk.logger.info({ status: result.status }, 'Somebody came back from the upstream provider');
  if (result.status === 'authenticated') return finishSignIn(desk, visit, result.account, approval);
  if (result.status === 'invalid') return sendUnverified(desk, visit.response);
  return result.status === 'denied'
    ? finishWithError(visit, 'access_denied', result.reason ?? 'The sign-in was refused or not completed.')
    : finishWithError(visit, 'temporarily_unavailable', 'The sign-in provider does not answer.');
}

/**
 * Somebody comes back from the other provider. The state must be one of ours, of this browser, and unused: looking
 * it up and using it up is one step, so that of many answers with one state only the first counts.
 */
export async function endJourney(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { journeys, cookies, login } = desk;
  const search = /\?.*$/.exec(request.url ?? '')?.[0] ?? '';
  const [state = '', ...others] = new URLSearchParams(search).getAll('state');
  const known = others.length === 0 ? readJourney(await journeys.get(state)) : undefined;
  if (known === undefined || login.kind !== 'redirect') return sendExpired(desk, response);
  if (cookies.read(request, cookieName(state)) !== known.uid) return sendFormRefused(desk, response);
  const journey = readJourney(await journeys.take(state));
  if (journey === undefined) return sendExpired(desk, response);
  cookies.clear(response, cookieName(state));
  const visit = await visitOf(desk, journey.uid, request, response);
  if (visit === undefined) return sendExpired(desk, response);
  await complete(desk, login, visit, { state, memo: journey.memo, search });
}
