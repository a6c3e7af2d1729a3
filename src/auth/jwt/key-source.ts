import type { CryptoKey, JWTHeaderParameters } from 'jose';
import type { KeySet } from './key-set.js';

/** Where a verifier gets keys from. */
export interface KeySource {
  /**
   * The key of a token, or `undefined` when the issuer has no such key.
   * @throws KeysUnavailable when that cannot be told now.
   */
  find(header: JWTHeaderParameters): Promise<CryptoKey | undefined>;
}

/** The issuer's keys cannot be had at the moment, and what is at hand is too old or does not suffice. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  /** Seconds. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super('The keys of the token issuer cannot be fetched at the moment.');
    this.retryAfter = retryAfter;
  }
}

/** Milliseconds. */
export interface KeyCachePolicy {
  /** How long a fetched set is used without asking again: the longest that a withdrawn key lives on. */
  readonly maxAge: number;
  /** How much longer it is used while the issuer does not answer. */
  readonly maxStale: number;
  /**
   * Least time between two searches for unknown keys, and most between two attempts at an issuer that fails. A token
   * with an unknown `kid` has the keys fetched once more; for this long after, tokens with other unknown ones are
   * refused (401) without a fetch, also when the issuer has begun to use such a key meanwhile.
   */
  readonly cooldown: number;
}

const FIRST_RETRY = 1000;

/**
 * Keys fetched when needed and kept for a while, so made that no stream of tokens, good or bad, turns into a stream
 * of fetches: callers share one fetch, a search for an unknown key is made once per `cooldown` (in between, a key that
 * is not in the set is answered `undefined` at once), and an issuer that fails is asked again after a second, two, four …
 * up to `cooldown`.
 *
 * @param load fetches the set; must end by itself.
 * @param now milliseconds of a clock that never jumps.
 */
export function cachedKeys(
  load: () => Promise<KeySet>,
  { maxAge, maxStale, cooldown }: KeyCachePolicy,
  now: () => number = () => performance.now(),
): KeySource {
  let current: { readonly set: KeySet; readonly loadedAt: number } | undefined;
  let pending: Promise<void> | undefined;
  let failures = 0;
  let failedAt = 0;
  let searchedAt = Number.NEGATIVE_INFINITY;

  const age = (): number => (current === undefined ? Number.POSITIVE_INFINITY : now() - current.loadedAt);
  const usable = (): KeySet | undefined => (age() < maxAge + maxStale ? current?.set : undefined);

  const blockedFor = (): number => {
    if (failures === 0) return 0;
    const delay = Math.min(cooldown, FIRST_RETRY * 2 ** Math.min(failures - 1, 20));
    return Math.max(0, failedAt + delay - now());
  };

  const unavailable = (): KeysUnavailable => new KeysUnavailable(Math.max(1, Math.ceil(blockedFor() / 1000)));

  const attempt = async (): Promise<void> => {
    try {
      current = { set: await load(), loadedAt: now() };
      failures = 0;
    } catch {
      failures += 1;
      failedAt = now();
    }
  };

  const refresh = (): Promise<void> => {
    pending ??= attempt().finally(() => {
      pending = undefined;
    });
    return pending;
  };

  /** An issuer that has failed before is asked in the background while its old keys will do. */
  const renew = async (): Promise<void> => {
    if (age() < maxAge || blockedFor() > 0) return;
    const done = refresh();
    if (failures === 0 || usable() === undefined) await done;
  };

  /** Fetches once more for a key that is not there. @returns false when that is not due. */
  const search = async (): Promise<boolean> => {
    if (pending === undefined) {
      if (now() - searchedAt < cooldown || blockedFor() > 0) return false;
      searchedAt = now();
    }
    await refresh();
    return true;
  };

  return {
    async find(header) {
      const before = current;
      await renew();
      const key = await usable()?.find(header);
      if (key !== undefined) return key;
      const fresh = current !== before;
      const searched = !fresh && usable() !== undefined && (await search());
      if (failures > 0 || usable() === undefined) throw unavailable();
      return searched ? usable()?.find(header) : undefined;
    },
  };
}
