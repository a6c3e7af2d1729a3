import { cleanText } from '../pages/clean-text.js';
import { consentPage } from '../pages/consent-page.js';
import { scopeWords } from '../pages/scope-words.js';
import { sendPage } from '../pages/send-page.js';
import { signInPage } from '../pages/sign-in-page.js';
import { describeRequest } from './authorization-request.js';
import { type Desk, formOwner, interactionPath, type Visit } from './desk.js';

/** What to say about the attempt before. */
export interface Attempted {
  readonly username: string;
  readonly problem: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

function target(desk: Desk, visit: Visit) {
  return {
    action: interactionPath(desk.issuer, visit.interaction.uid),
    csrfToken: desk.csrf.issue(formOwner(desk, visit)),
    host: desk.host,
  };
}

/** Shows the sign-in page, after a failed attempt too. */
export function showSignIn(desk: Desk, visit: Visit, attempted?: Attempted): void {
  const { clientName } = describeRequest(visit.client, visit.interaction.params);
  const before = attempted === undefined ? {} : { username: attempted.username, problem: attempted.problem };
  const page = signInPage({ ...target(desk, visit), clientName, ...before });
  sendPage(visit.response, attempted?.status ?? 200, page, attempted?.headers);
}

async function personOf({ login }: Desk, { interaction }: Visit): Promise<string | undefined> {
  const subject = interaction.session?.accountId;
  if (interaction.prompt.name !== 'consent' || subject === undefined) return undefined;
  const account = await login.find(subject, 'session');
  return cleanText(account?.name ?? subject);
}

/** Shows who asks for what, before anybody is sent to another provider (security.md, T033). */
export async function showConsent(desk: Desk, visit: Visit): Promise<void> {
  const { login, scopeDescriptions, knownClients, remembersConsent } = desk;
  const { interaction, client, response } = visit;
  const asked = describeRequest(client, interaction.params);
  const before = interaction.prompt.name === 'login' && login.kind === 'redirect';
  const page = consentPage({
    ...target(desk, visit),
    ...asked,
    clientKnown: knownClients.has(client.clientId),
    permissions: asked.scopes.map((scope) => scopeWords(scope, scopeDescriptions)),
    person: await personOf(desk, visit),
    provider: before ? cleanText(login.provider) : undefined,
    remembered: remembersConsent && client.applicationType !== 'native',
  });
  sendPage(response, 200, page);
}
