import { setTimeout as delay } from 'node:timers/promises';
import type { KoaContextWithOIDC, RefreshToken } from 'oidc-provider';
import type { SealedRecords } from '../login/sealed-records.js';

/**
 * The same answer again for a refresh token that was used a moment ago (security.md, T056): the first answer may have
 * been lost, or two parts of one client may have refreshed at once. After the grace, and as soon as the successor has
 * been used, the old token is a stolen one.
 */
export interface RefreshGrace {
  /** Keeps the answer of a refresh, before it is sent. */
  keep(ctx: KoaContextWithOIDC): Promise<void>;
  /** The answer that was given for `token`, if the same client asks the same again in time. */
  recall(ctx: KoaContextWithOIDC, token: RefreshToken): Promise<object | undefined>;
}

const POLL = 25;
/** Milliseconds the first of several requests may take to finish while the others wait for its answer. */
const PATIENCE = 3000;

function isAnswer(value: unknown): value is { readonly refresh_token: string } {
  return typeof Object(value).refresh_token === 'string';
}

/** The same token, asked for by the same client with the same wishes. */
function keyOf({ oidc }: KoaContextWithOIDC, token: RefreshToken): string {
  const { scope, resource } = oidc.params ?? {};
  return JSON.stringify([token.jti, oidc.client?.clientId, scope ?? null, resource ?? null]);
}

function age({ consumed }: RefreshToken): number {
  return Date.now() / 1000 - Number(consumed ?? Number.POSITIVE_INFINITY);
}

/** @param grace seconds. */
export function createRefreshGrace(records: SealedRecords, grace: number): RefreshGrace {
  const find = async (key: string): Promise<object | undefined> => {
    for (const start = performance.now(); ; await delay(POLL)) {
      const answer = await records.get(key);
      if (isAnswer(answer)) return answer;
      if (performance.now() - start > PATIENCE) return undefined;
    }
  };

  return {
    async keep(ctx) {
      const token = ctx.oidc.entities.RotatedRefreshToken;
      if (grace === 0 || token === undefined) return;
      await records.set(keyOf(ctx, token), ctx.body, grace * 1000);
    },
    async recall(ctx, token) {
      if (grace === 0 || (token.consumed !== undefined && age(token) > grace + 1)) return undefined;
      const answer = await find(keyOf(ctx, token));
      if (!isAnswer(answer)) return undefined;
      const successor = await ctx.oidc.provider.RefreshToken.find(answer.refresh_token);
      return successor === undefined || successor.consumed !== undefined ? undefined : answer;
    },
  };
}
