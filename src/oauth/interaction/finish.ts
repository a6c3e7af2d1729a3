import type { InteractionResults } from 'oidc-provider';
import type { Account } from '../login/login.js';
import { sendElsewhere } from '../pages/send-page.js';
import { parameter } from './authorization-request.js';
import type { Desk, Interaction, Visit } from './desk.js';

/** The redirect URI in a stored request is not one of the client's any more; nobody is sent there. */
export class UnsafeRedirectError extends Error {
  override readonly name = 'UnsafeRedirectError';
}

function refuseUnsafeRedirect({ client, interaction }: Visit): void {
  const uri = parameter(interaction.params, 'redirect_uri');
  if (uri !== undefined && !client.redirectUriAllowed(uri)) throw new UnsafeRedirectError();
}

/** Ends the session of whoever was signed in before, so that two people never share one. */
async function leaveOldSession({ provider }: Desk, interaction: Interaction, account: Account): Promise<void> {
  const { session } = interaction;
  if (session === undefined || session.accountId === account.subject) return;
  const old = await provider.Session.findByUid(session.uid);
  await old?.destroy();
  delete interaction.session;
}

/**
 * Stores how an interaction ended and sends the browser on to `oidc-provider`, which demands the cookie that only
 * the browser has where the request began.
 *
 * @throws UnsafeRedirectError
 */
async function finish(visit: Visit, result: InteractionResults): Promise<void> {
  refuseUnsafeRedirect(visit);
  const { interaction, response } = visit;
  interaction.result = result;
  await interaction.persist();
  sendElsewhere(response, interaction.returnTo);
}

/**
 * The person is who they say. Whoever cannot come in all the same is told why, since the name is proven by now. The
 * session ends with the browser, since the browser may not be theirs alone.
 */
export async function finishSignIn(
  desk: Desk,
  visit: Visit,
  account: Account,
  more: InteractionResults = {},
): Promise<void> {
  const problem = desk.problemWith(account);
  if (problem !== undefined) {
    desk.logger.warn({ subject: account.subject, problem }, 'Somebody who cannot come in was refused');
    return finishWithError(visit, 'access_denied', `This account cannot be used here. ${problem}`);
  }
  await leaveOldSession(desk, visit.interaction, account);
  await finish(visit, { ...more, login: { accountId: account.subject, remember: false } });
}

/** The person agrees; whoever signed in one step before stays signed in. */
export function finishConsent(visit: Visit, approval: InteractionResults): Promise<void> {
  return finish(visit, { ...visit.interaction.lastSubmission, ...approval });
}

/** @param description printable ASCII without quotes (RFC 6749 section 4.1.2.1); anything else is taken out. */
export function finishWithError(visit: Visit, error: string, description: string): Promise<void> {
  return finish(visit, { error, error_description: description.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '') });
}
