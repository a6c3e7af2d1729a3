import type { IncomingHttpHeaders } from 'node:http';

/** The scheme is case-insensitive (RFC 9110 section 11.1); spaces separate it from one token, a tab does not. */
const bearer = /^bearer +([\x21-\x7e]+) *$/i;

/** The token of an `Authorization: Bearer` header, if it is one well-formed token. */
export function readBearerToken({ authorization }: IncomingHttpHeaders): string | undefined {
  return authorization === undefined ? undefined : bearer.exec(authorization)?.[1];
}

/** True for what has the shape of a signed JWT (RFC 7515 section 7.1); says nothing about its worth. */
export function looksLikeJwt(token: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
}
