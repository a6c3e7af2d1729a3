import { createHash } from 'node:crypto';

/** Ids are secrets (codes, tokens, cookies): the store sees their SHA-256 only. */
export function hashId(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}

/** Where the record of a model is kept. */
export function recordName(model: string, id: string): string {
  return recordNameOf(model, hashId(id));
}

/** The same for an id that has been hashed already. */
export function recordNameOf(model: string, hash: string): string {
  return `oidc:${model}:${hash}`;
}

/** The mark that a code or refresh token has been used, next to its record. */
export function usedName(record: string): string {
  return `${record}:used`;
}

/** The set of records that belong to one grant. */
export function grantMembersName(grantId: string): string {
  return `oidc:GrantMembers:${hashId(grantId)}`;
}

/** The set of registered clients. */
export const CLIENTS = 'oidc:Clients';

/** How a grant is named outside the authorization server: in principals, tokens and messages. */
export function grantReference(grantId: string): string {
  return hashId(grantId);
}
