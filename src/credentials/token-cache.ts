/** A token for the backend, and until when it may be used again. */
export interface IssuedToken {
  readonly value: string;
  /** Seconds since the epoch after which the token is not handed out again; `undefined` for: not even once more. */
  readonly reusableUntil: number | undefined;
}

export interface TokenCacheOptions {
  /** Tokens kept; the one unused for longest goes first. */
  readonly maxEntries: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Tokens by whom and what they are for. */
export interface TokenCache {
  /**
   * The token under `key`, or the one that `issue` makes. Callers that ask for one key at the same time share one
   * `issue`; failures are shared too, and never kept.
   *
   * @param fresh True to pass over a kept token, because the backend has refused it.
   */
  get(key: string, fresh: boolean, issue: () => Promise<IssuedToken>): Promise<string>;
  /** Tokens kept now. */
  readonly size: number;
}

/** A bounded cache in memory: tokens are never written anywhere. */
export function createTokenCache({ maxEntries, now }: TokenCacheOptions): TokenCache {
  const kept = new Map<string, IssuedToken>();
  const underWay = new Map<string, Promise<IssuedToken>>();

  const reusable = (key: string): IssuedToken | undefined => {
    const token = kept.get(key);
    kept.delete(key);
    if (token?.reusableUntil === undefined || token.reusableUntil * 1000 <= now()) return undefined;
    kept.set(key, token);
    return token;
  };
  const keep = (key: string, token: IssuedToken): void => {
    kept.delete(key);
    if (token.reusableUntil === undefined) return;
    kept.set(key, token);
    const [oldest] = kept.keys();
    if (kept.size > maxEntries && oldest !== undefined) kept.delete(oldest);
  };
  const start = (key: string, issue: () => Promise<IssuedToken>): Promise<IssuedToken> => {
    const issuing = issue()
      .then((token) => {
        keep(key, token);
        return token;
      })
      .finally(() => underWay.delete(key));
    underWay.set(key, issuing);
    return issuing;
  };

  return {
    async get(key, fresh, issue) {
      if (fresh) kept.delete(key);
      const token = reusable(key) ?? (await (underWay.get(key) ?? start(key, issue)));
      return token.value;
    },
    get size() {
      return kept.size;
    },
  };
}
