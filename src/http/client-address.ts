import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const forwarded = new WeakMap<IncomingMessage, string>();

/**
 * Takes the client's address from `X-Forwarded-For`, as far as it was written by reverse proxies of ours: each puts the
 * address of whoever called it at the end, so with `hops` of them the entry `hops` from the end is the client's. What a
 * client writes itself stands further to the left, and is never looked at.
 */
export function readForwardedAddress(request: IncomingMessage, hops: number): void {
  if (hops === 0) return;
  const header = request.headers['x-forwarded-for'] ?? '';
  const entries = (typeof header === 'string' ? header : header.join(',')).split(',');
  const address = entries.at(-hops)?.trim() ?? '';
  if (isIP(address) !== 0) forwarded.set(request, address);
}

/**
 * The client's address: what the reverse proxies in front say (`trustedHops`), else Express's `ip`, which follows its
 * `trust proxy` setting, else the other end of the socket.
 */
export function clientAddress(request: IncomingMessage): string | undefined {
  const known = forwarded.get(request);
  if (known !== undefined) return known;
  return 'ip' in request && typeof request.ip === 'string' ? request.ip : request.socket.remoteAddress;
}
