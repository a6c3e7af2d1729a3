import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuthenticationError } from '../../auth/strategy.js';
import { HttpError } from '../../http/http-error.js';
import { StoreUnavailableError } from '../../store/store.js';
import { sendElsewhere } from '../pages/send-page.js';
import { answerTo } from './answer-form.js';
import { browserOf, type Desk, type Visit } from './desk.js';
import { UnsafeRedirectError } from './finish.js';
import { readForm } from './form-body.js';
import { endJourney } from './journey.js';
import { sendError, sendExpired, sendFormRefused } from './messages.js';
import { isSameOrigin } from './same-origin.js';
import { showConsent, showSignIn } from './show-page.js';

function uidOf(request: IncomingMessage): string | undefined {
  return /\/interaction\/([\w-]{1,64})(?:[?#]|$)/.exec(request.url ?? '')?.[1];
}

/** The interaction whose signed cookie the browser has, if it is the one in the URL. */
async function findVisit({ provider }: Desk, request: IncomingMessage, response: ServerResponse) {
  const interaction = await provider.interactionDetails(request, response);
  if (interaction.uid !== uidOf(request)) return undefined;
  const client = await provider.Client.find(String(interaction.params.client_id));
  return client === undefined ? undefined : ({ request, response, interaction, client } satisfies Visit);
}

/** Never changes anything; after the answer has been given it sends people on, in case they missed it. */
async function show(desk: Desk, visit: Visit): Promise<void> {
  const { interaction, response } = visit;
  if (interaction.result !== undefined) return sendElsewhere(response, interaction.returnTo);
  return interaction.prompt.name === 'login' && desk.login.kind === 'form'
    ? showSignIn(desk, visit)
    : showConsent(desk, visit);
}

async function answer(desk: Desk, visit: Visit): Promise<void> {
  const { request, response, interaction } = visit;
  const { uid } = interaction;
  const browser = browserOf(desk, request);
  if (browser === undefined || !isSameOrigin(request, desk.origin)) return sendFormRefused(desk, response, uid);
  const fields = await readForm(request);
  const token = fields.field('csrf') ?? '';
  if (!desk.csrf.verify(token, { browser, uid, step: interaction.prompt.name })) {
    return sendFormRefused(desk, response, uid);
  }
  const act = answerTo(desk, visit, fields);
  if (act === undefined) return sendError(desk, response, 400, 'invalid_request');
  if (interaction.result !== undefined || !(await desk.csrf.consume(token))) {
    return sendFormRefused(desk, response, uid);
  }
  await act();
}

/** Status and OAuth error code of what a handler threw. */
function failureOf(error: unknown): readonly [status: number, code: string] {
  if (error instanceof HttpError) return [error.status, 'invalid_request'];
  if (error instanceof UnsafeRedirectError) return [400, 'invalid_redirect_uri'];
  const later = error instanceof StoreUnavailableError || error instanceof AuthenticationError;
  return later ? [503, 'temporarily_unavailable'] : [500, 'server_error'];
}

function sendFailure(desk: Desk, response: ServerResponse, error: unknown): void {
  if (error instanceof Error && error.name === 'SessionNotFound') {
    sendExpired(desk, response);
    return;
  }
  const [status, code] = failureOf(error);
  if (status >= 500) desk.logger.error({ error }, 'A sign-in page failed');
  sendError(desk, response, status, code, status === 503 ? { 'Retry-After': '5' } : {});
}

function notAllowed(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
  methods: readonly string[],
): boolean {
  if (methods.includes(request.method ?? '')) return false;
  sendError(desk, response, 405, 'invalid_request', { Allow: methods.join(', ') });
  return true;
}

/** Serves the page of an interaction: GET shows, POST decides. */
export async function serveInteraction(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (notAllowed(desk, request, response, ['GET', 'HEAD', 'POST'])) return;
  try {
    const visit = await findVisit(desk, request, response);
    if (visit === undefined) sendExpired(desk, response);
    else await (request.method === 'POST' ? answer(desk, visit) : show(desk, visit));
  } catch (error) {
    sendFailure(desk, response, error);
  }
}

/** Serves the address another provider sends people back to. */
export async function serveCallback(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (notAllowed(desk, request, response, ['GET'])) return;
  try {
    await endJourney(desk, request, response);
  } catch (error) {
    sendFailure(desk, response, error);
  }
}
