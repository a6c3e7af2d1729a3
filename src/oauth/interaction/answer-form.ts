import { clientAddress } from '../../http/client-address.js';
import { readSignIn, withinTime } from '../login/verdict.js';
import { sendElsewhere } from '../pages/send-page.js';
import type { Desk, Visit } from './desk.js';
import { finishConsent, finishSignIn, finishWithError } from './finish.js';
import type { FormFields } from './form-body.js';
import { approval } from './grants.js';
import { beginJourney } from './journey.js';
import { type Attempted, showSignIn } from './show-page.js';

function waitingTime(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

function throttled(username: string, retryAfter: number): Attempted {
  const problem = `Too many attempts. Try again in ${waitingTime(retryAfter)}.`;
  return { username, problem, status: 429, headers: { 'Retry-After': String(retryAfter) } };
}

/** One text for every reason, so that nobody learns which names exist. */
function denied(username: string): Attempted {
  return { username, problem: 'The user name or the password is wrong.', status: 422 };
}

async function signIn(desk: Desk, visit: Visit, fields: FormFields): Promise<void> {
  const { login, logger, loginTimeout } = desk;
  if (login.kind !== 'form') return finishWithError(visit, 'access_denied', 'There is no such sign-in.');
  const username = fields.field('username') ?? '';
  const attempt = {
    username,
    password: fields.field('password') ?? '',
    remoteAddress: clientAddress(visit.request),
  };
  const answer = await withinTime(() => login.authenticate(attempt), loginTimeout).catch((error: unknown) => {
    logger.error({ error }, 'The login failed; nobody was signed in');
    return undefined;
  });
  const result = readSignIn(answer);
  logger.info({ status: result.status, address: attempt.remoteAddress }, 'Somebody tried to sign in');
  if (result.status === 'authenticated') return finishSignIn(desk, visit, result.account);
  const { retryAfter } = { retryAfter: undefined, ...result };
  showSignIn(desk, visit, retryAfter === undefined ? denied(username) : throttled(username, retryAfter));
}

/** Asks the same again from the start, and this time for the person, too. */
function switchAccount({ provider }: Desk, { interaction, response }: Visit): void {
  const url = new URL(provider.urlFor('authorization'));
  for (const [name, value] of Object.entries(interaction.params)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) url.searchParams.append(name, String(item));
    }
  }
  url.searchParams.set('prompt', 'login');
  sendElsewhere(response, url.href);
}

type Answer = (desk: Desk, visit: Visit, fields: FormFields) => void | Promise<void>;

const refuse: Answer = ({ logger }, visit) => {
  logger.info({ client: visit.client.clientId }, 'Somebody refused access to an application');
  return finishWithError(visit, 'access_denied', 'The request was refused.');
};

const approve: Answer = ({ logger }, visit) => {
  logger.info({ client: visit.client.clientId }, 'Somebody gave access to an application');
  return finishConsent(visit, approval);
};

/** What the buttons of each page do. */
function answersOf({ login }: Desk, step: string): ReadonlyMap<string, Answer> {
  if (step === 'consent') {
    return new Map([
      ['approve', approve],
      ['deny', refuse],
      ['switch', switchAccount],
    ]);
  }
  return login.kind === 'form'
    ? new Map([
        ['sign-in', signIn],
        ['deny', refuse],
      ])
    : new Map([
        ['approve', beginJourney],
        ['deny', refuse],
      ]);
}

/** What a submitted form asks for; `undefined` when its page has no such button. Its proof has been checked. */
export function answerTo(desk: Desk, visit: Visit, fields: FormFields): (() => void | Promise<void>) | undefined {
  const answer = answersOf(desk, visit.interaction.prompt.name).get(fields.field('action') ?? '');
  return answer === undefined ? undefined : () => answer(desk, visit, fields);
}
