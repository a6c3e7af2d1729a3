import type { AdapterPayload } from 'oidc-provider';
import { StoreUnavailableError } from '../../store/store.js';
import { grantMembersName, recordName, usedName } from './record-names.js';
import { createRecords, type RecordContext } from './records.js';
import { readRefreshTokenId } from './refresh-token-id.js';

/** Milliseconds a mark of use outlives its record: a request that has read the record just before must still lose. */
export const MARK_OUTLIVES = 60_000;
/** Milliseconds a used refresh token keeps its record: longer than any grace. After that its grant speaks for it. */
const SPENT_TTL = 120_000;

/** Every scope of a grant, as a token would name them. */
function scopesOf({ openid, resources }: AdapterPayload): string {
  const byResource: readonly unknown[] = Object.values(Object(resources));
  const all = [Object(openid).scope, ...byResource].filter((scope) => typeof scope === 'string');
  return [...new Set(all.flatMap((scope) => scope.split(' ')))].join(' ');
}

/**
 * Refresh tokens that have been used. A token is renewed for as long as its grant lives, so nothing of its predecessors
 * may stay in the store; yet whoever comes with one of them has stolen it, or has been stolen from (T056). The token
 * names its grant itself, and that its record is gone says that it has been used.
 */
export function createSpentTokens(context: RecordContext) {
  const { store, sealer, logger } = context;
  const grants = createRecords(context, 'Grant');
  return {
    /** The token whose record is gone before its time: it has been used, and its grant tells whose it was. */
    async find(id: string, at: string): Promise<AdapterPayload | undefined> {
      const content = readRefreshTokenId(sealer, id);
      // A record that is there but cannot be read is no sign of use.
      if (content === undefined || (await store.get(at)) !== undefined) return undefined;
      const { grantId, exp } = content;
      const grant = await grants.read(recordName('Grant', grantId));
      if (grant?.clientId === undefined || grant.accountId === undefined) return undefined;
      const { clientId, accountId } = grant;
      return { kind: 'RefreshToken', jti: id, exp, grantId, clientId, accountId, scope: scopesOf(grant), consumed: 1 };
    },
    /** Lets go of a token that has just been used. Its mark must outlive its record, so the record is shortened first. */
    async release(id: string, at: string): Promise<void> {
      const content = readRefreshTokenId(sealer, id);
      if (content === undefined) return;
      try {
        await store.touch(at, SPENT_TTL);
        await store.addMember(grantMembersName(content.grantId), at, { ttl: SPENT_TTL });
        await store.touch(usedName(at), SPENT_TTL + MARK_OUTLIVES);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        logger.warn({ error }, 'A used refresh token stays in the store until its end');
      }
    },
  };
}
