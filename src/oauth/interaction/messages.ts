import type { ServerResponse } from 'node:http';
import { errorWords, expiredWords, formRefusedWords, unverifiedWords } from '../pages/error-words.js';
import { messagePage } from '../pages/message-page.js';
import { sendPage } from '../pages/send-page.js';
import { type Desk, interactionPath, type Visit } from './desk.js';

type Host = Pick<Desk, 'host'>;
type Site = Pick<Desk, 'host' | 'issuer'>;

/** 400: there is no such sign-in, or no more. */
export function sendExpired({ host }: Host, response: ServerResponse): void {
  sendPage(response, 400, messagePage({ host, ...expiredWords }));
}

/** 400: the answer of another provider does not belong to what it was asked. */
export function sendUnverified({ host }: Host, response: ServerResponse): void {
  sendPage(response, 400, messagePage({ host, ...unverifiedWords }));
}

/** 403: the request does not prove that it comes from our page in this browser. @param uid where to go on. */
export function sendFormRefused({ host, issuer }: Site, response: ServerResponse, uid?: string): void {
  const link = uid && { href: interactionPath(issuer, uid), label: 'Continue where you were' };
  sendPage(response, 403, messagePage({ host, ...formRefusedWords, ...(link ? { link } : {}) }));
}

/** 503: something else does not answer. */
export function sendUnavailable({ host, issuer }: Site, { interaction, response }: Visit): void {
  const link = { href: interactionPath(issuer, interaction.uid), label: 'Try again' };
  const page = messagePage({ host, ...errorWords('temporarily_unavailable'), link });
  sendPage(response, 503, page, { 'Retry-After': '5' });
}

/** Any error by its OAuth code. */
export function sendError(
  { host }: Host,
  response: ServerResponse,
  status: number,
  code: string,
  headers?: Readonly<Record<string, string>>,
): void {
  sendPage(response, status, messagePage({ host, ...errorWords(code), code }), headers);
}
