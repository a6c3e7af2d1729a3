import { errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import type { Store } from '../../store/store.js';
import { StoreUnavailableError } from '../../store/store.js';
import type { Logger } from '../../telemetry/logger.js';
import type { KeySource } from '../keys/key-source.js';
import { publicKeyOf, type RsaKey } from '../keys/rsa-key.js';
import { GRANT_CLAIM } from '../provider/token-claims.js';
import { isGrantAlive } from '../storage/adapter.js';
import type { CheckToken } from './opaque-tokens.js';
import type { RevocationFeed } from './revocation-feed.js';
import { TokenFailure } from './token-failure.js';

export interface JwtTokensOptions {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly keys: KeySource;
  readonly store: Store;
  readonly feed: RevocationFeed;
  /** Milliseconds a grant is believed alive without looking. */
  readonly recheckInterval: number;
  readonly logger: Logger;
}

const MAX_LENGTH = 8192;
const MAX_GRANTS = 10_000;

function keyFinder(keys: KeySource) {
  const known = new Map<string, ReturnType<typeof publicKeyOf>>();
  const load = (key: RsaKey) => {
    const loaded = known.get(key.kid) ?? publicKeyOf(key);
    known.set(key.kid, loaded);
    return loaded;
  };
  return async ({ kid }: JWTHeaderParameters) => {
    const key = (await keys.current()).find((candidate) => candidate.kid === kid);
    if (key === undefined) throw new TokenFailure('The token is signed with an unknown key.');
    return load(key);
  };
}

/** When each grant was last seen alive, in milliseconds since the epoch. */
function createSightings({ store, feed, recheckInterval, logger }: JwtTokensOptions) {
  const seen = new Map<string, number>();
  const remember = (grant: string): void => {
    const [oldest] = seen.keys();
    if (seen.size >= MAX_GRANTS && oldest !== undefined) seen.delete(oldest);
    seen.set(grant, Date.now());
  };
  return async (grant: string, issuedAt: number): Promise<boolean> => {
    if (feed.hasEnded(grant)) return false;
    const last = Math.max(issuedAt, seen.get(grant) ?? 0);
    if (Date.now() - last < recheckInterval) return true;
    try {
      if (!(await isGrantAlive(store, grant))) return false;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      logger.warn(
        {},
        'Whether a grant was revoked cannot be told without the store; its token counts until it expires',
      );
      return true;
    }
    remember(grant);
    return true;
  };
}

async function verify(
  token: string,
  find: ReturnType<typeof keyFinder>,
  options: JwtTokensOptions,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, find, {
      algorithms: ['RS256'],
      audience: [...options.audiences],
      clockTolerance: 5,
      issuer: options.issuer,
      requiredClaims: ['exp', 'iat', 'sub', 'client_id', GRANT_CLAIM],
      typ: 'at+jwt',
    });
    return payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new TokenFailure('The token is not valid, or not any more.', { cause: error });
  }
}

/**
 * Verifies access tokens of ours that are signed JWTs (RFC 9068), without the store as long as their grant was seen
 * alive within `recheckInterval`. While the store is away, a token counts until it expires: that is the bound within
 * which a revocation counts then (security.md, T059; faults.md, F31).
 *
 * @returns a check that throws TokenFailure, or StoreUnavailableError when the keys were never read.
 */
export function jwtTokens(options: JwtTokensOptions): CheckToken {
  const find = keyFinder(options.keys);
  const isAlive = createSightings(options);
  return async (token) => {
    if (token.length > MAX_LENGTH) throw new TokenFailure('The token is not valid.');
    const claims = await verify(token, find, options);
    const { [GRANT_CLAIM]: grant, iat = 0 } = claims;
    if (typeof grant !== 'string' || !(await isAlive(grant, Math.min(iat * 1000, Date.now())))) {
      throw new TokenFailure('The token was revoked.');
    }
    return claims;
  };
}
