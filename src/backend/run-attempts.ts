import type { Credential } from '../credentials/credential.js';
import type { Budget } from './budget.js';
import { errorAnswer, gravest, lostAnswer, refusal, unreadableAnswer } from './call-failure.js';
import { type BackendClient, BackendFailure, type BackendRequest, type BackendResponse } from './client.js';
import { type CredentialedRequest, openRequest } from './credential-target.js';
import { type BackendCall, CallError, type CallFailure, type EndpointReply, type Outcome } from './exchange.js';
import { failureIn } from './failure.js';
import { carriesInboundToken } from './inbound-token.js';
import type { ResolvedBackend } from './options.js';
import { withoutSecrets } from './redact-data.js';
import { decodeErrorReply, decodeReply } from './reply.js';
import { backoffDelay, mayRepeatFailure, mayRepeatStatus, parseRetryAfter } from './retry-policy.js';
import { secretsInData, sentSecrets } from './sent-secrets.js';
import { assertHeaders } from './wire-request.js';

/** One admitted call and everything it runs on. */
export interface CallRun {
  readonly backend: ResolvedBackend;
  readonly client: BackendClient;
  readonly call: BackendCall;
  /** All but the credential. */
  readonly request: BackendRequest;
  readonly credential: Credential;
  readonly budget: Budget;
}

/** What attempts so far have left behind. */
interface History {
  readonly started: number;
  attempts: number;
  timeouts: number;
  /** The next attempt needs a fresh credential. */
  refresh: boolean;
  refreshed: boolean;
  before: Outcome;
}

/** What one attempt came to: a reply, or a failure and whether another attempt may follow it. */
type Verdict =
  | { readonly reply: EndpointReply }
  | { readonly failure: CallFailure; readonly repeat: 'no' | 'now' | 'later' };

/** Sends a request as often as its retry class, the number of attempts and the time budget allow. */
export async function runAttempts(run: CallRun): Promise<EndpointReply> {
  const history: History = {
    started: performance.now(),
    attempts: 0,
    timeouts: 0,
    refresh: false,
    refreshed: false,
    before: 'not_sent',
  };
  for (;;) {
    const verdict = await attempt(run, history);
    if ('reply' in verdict) return verdict.reply;
    history.before = verdict.failure.outcome;
    if (!(await pauseBefore(run, history, verdict))) throw new CallError(verdict.failure);
  }
}

async function attempt(run: CallRun, history: History): Promise<Verdict> {
  const sent = await applyCredential(run, history);
  const { path, headers } = sent;
  history.attempts += 1;
  try {
    const response = await run.client.send({ ...run.request, path, headers }, { signal: run.budget.signal });
    return judgeResponse(run, history, response, sent);
  } catch (error) {
    return judgeFailure(run, history, settledFailure(error, run.budget));
  }
}

/** An abort that our own clock caused is a time-out; the delivery stays what the client says it is. */
function settledFailure(error: unknown, budget: Budget): BackendFailure {
  if (!(error instanceof BackendFailure)) return failureIn('sent', 'backend_protocol');
  if (error.code !== 'cancelled' || !budget.expired()) return error;
  return new BackendFailure('backend_timeout', error.delivery, error.message, error.reason);
}

function judgeFailure({ backend, call }: CallRun, history: History, failure: BackendFailure): Verdict {
  const { code, delivery, reason } = failure;
  if (code !== 'cancelled') {
    backend.logger?.warn(
      { tool: call.tool, code, delivery, reason, attempt: history.attempts },
      'a backend call got no answer',
    );
  }
  if (failure.code === 'backend_timeout') history.timeouts += 1;
  const repeat = mayRepeatFailure(call.retry, failure, history.timeouts) ? 'later' : 'no';
  return { failure: lostAnswer(failure, { ...call, before: history.before }), repeat };
}

/** @param sent The attempt, credential included. */
function judgeResponse(run: CallRun, history: History, response: BackendResponse, sent: CredentialedRequest): Verdict {
  const { call, credential } = run;
  const duration = performance.now() - history.started;
  const context = { ...call, before: history.before };
  if (isSuccess(response.status)) {
    const { acceptHtml = false, exactIntegers = true } = call;
    const decoded = decodeReply(response, duration, { acceptHtml, exactIntegers });
    const reply = cleanReply(run, decoded.reply, response, sent);
    if (!('problem' in decoded)) return { reply };
    return { failure: unreadableAnswer(decoded.problem, reply, context, decoded.detail), repeat: 'no' };
  }
  const hide = sentSecrets(sent.headers, run.request.headers, sent.queryValues);
  const reply = cleanReply(run, decodeErrorReply(response, duration), response, sent);
  const failure = errorAnswer(reply, { ...context, hide });
  if (failure.code === 'backend_auth' && credential.refreshable && call.retry !== 'never' && !history.refreshed) {
    history.refresh = true;
    history.refreshed = true;
    return { failure, repeat: 'now' };
  }
  return { failure, repeat: mayRepeatStatus(call.retry, response.status) ? 'later' : 'no' };
}

/** Data is given on as it is, save for what the backend alone may know. */
function cleanReply(
  { backend, call, credential, request }: CallRun,
  reply: EndpointReply,
  { body }: BackendResponse,
  { headers, queryValues: query }: CredentialedRequest,
): EndpointReply {
  const { openHeaders: open } = credential;
  const secrets = secretsInData(headers, request.headers, { principal: call.principal, open, query });
  const clean = withoutSecrets(reply, body, secrets);
  if (clean !== reply) {
    backend.logger?.warn({ tool: call.tool }, 'a backend repeated its credential in an answer; it was taken out');
  }
  return clean;
}

/** 304 answers no condition of ours: it is an empty answer. */
function isSuccess(status: number): boolean {
  return (status >= 200 && status < 300) || status === 304;
}

/** Waits before the next attempt; `false` when there must be none. */
async function pauseBefore(
  { backend, budget, call }: CallRun,
  history: History,
  { failure, repeat }: Extract<Verdict, { failure: CallFailure }>,
): Promise<boolean> {
  if (repeat === 'now') return budget.remaining() > 0;
  if (repeat === 'no' || history.attempts >= backend.retry.attempts) return false;
  const asked = parseRetryAfter(failure.reply?.headers['retry-after']);
  const delay = asked ?? backoffDelay(backend.retry, history.attempts);
  if (delay >= budget.remaining()) return false;
  const { code, status } = failure;
  backend.logger?.debug(
    { tool: call.tool, code, status, attempt: history.attempts, delay },
    'repeating a backend call',
  );
  return budget.wait(delay);
}

/** One attempt as it is sent, all but its body. */
async function applyCredential(run: CallRun, history: History): Promise<CredentialedRequest> {
  const { request, call, credential, budget } = run;
  const { target, result } = openRequest(request);
  const { principal, tool, scopes } = call;
  const { refresh } = history;
  history.refresh = false;
  try {
    const applied = credential(target, { principal, tool, scopes, signal: budget.signal, refresh });
    if (applied) await budget.within(applied);
  } catch (error) {
    throw credentialFailure(run, history, error);
  }
  const sent = result();
  assertHeaders(sent.headers, tool);
  if (credential.relaysInboundToken === undefined && carriesInboundToken(sent, principal)) {
    throw inboundTokenRefused(run, history);
  }
  return sent;
}

function inboundTokenRefused({ backend, call }: CallRun, history: History): CallError {
  backend.logger?.error({ tool: call.tool }, 'a call would have sent the token of its caller on, and is refused');
  const { failure } = refusal('credential_failed', `The request of ${call.tool} is not allowed; it was not sent.`);
  return new CallError({ ...failure, outcome: gravest(history.before, 'not_sent') });
}

function credentialFailure({ backend, call, budget }: CallRun, history: History, error: unknown): CallError {
  if (budget.signal.aborted) {
    const failure = settledFailure(failureIn('waiting', 'cancelled'), budget);
    return new CallError(lostAnswer(failure, { ...call, before: history.before }));
  }
  backend.logger?.warn({ tool: call.tool, reason: reasonOf(error) }, 'no credential for a backend call');
  if (error instanceof CallError) return error;
  const { failure } = refusal(
    'credential_failed',
    `No credential for the backend could be obtained; ${call.tool} was not sent.`,
  );
  return new CallError({ ...failure, ...toldBy(error), outcome: gravest(history.before, 'not_sent') });
}

/** Our own credentials say in their errors what the caller may be told; nobody else's errors are shown. */
function toldBy(error: unknown): Partial<CallFailure> {
  const told = error instanceof Error && error.name === 'CredentialError' && 'failure' in error ? error.failure : {};
  return typeof told === 'object' && told !== null ? told : {};
}

/** Messages of foreign errors may hold what they failed on: a URL, a token. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return error.name === 'CredentialError' ? error.message : error.name;
}
