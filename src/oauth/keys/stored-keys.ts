import { ConfigurationError } from '../../errors.js';
import type { Store } from '../../store/store.js';
import type { Logger } from '../../telemetry/logger.js';
import type { Sealer } from '../login/seal.js';
import type { KeyRing, KeySource } from './key-source.js';
import { generateRsaKey, type RsaKey } from './rsa-key.js';

export interface StoredKeysOptions {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly logger: Logger;
  /** Milliseconds after which a key is succeeded by a new one. */
  readonly rotation: number;
  /** Milliseconds a succeeded key stays published: longer than anything it has signed lives. */
  readonly retention: number;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
}

interface StoredKey {
  readonly key: RsaKey;
  /** Milliseconds since the epoch. */
  readonly signsFrom: number;
}

const PLACE = 'oauth:signing-keys';
const LOCK = 'oauth:signing-keys:lock';
const LOCK_TTL = 30_000;
/** How long keys are used without looking whether another process has changed them. */
const REREAD = 300_000;
/** A new key is published this long before it signs, so that every process and every verifier has it by then. */
const LEAD = 2 * REREAD + 600_000;

function isStoredKey(value: unknown): value is StoredKey {
  const { key, signsFrom } = Object(value) as { readonly key?: unknown; readonly signsFrom?: unknown };
  return Number.isFinite(signsFrom) && typeof Object(key).kid === 'string' && typeof Object(key).d === 'string';
}

function parse(text: string): readonly StoredKey[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0 && value.every(isStoredKey) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keys that are replaced take every token and session with them: that is for somebody to decide, not for a typing error. */
function foreignKeys(store: Store): ConfigurationError {
  const message = `the signing keys in the ${store.name} store, under "${PLACE}", cannot be opened with it; they were sealed with another one and are left as they are.`;
  const fix =
    'Give the secret they were sealed with as the second one: secret: [NEW, FORMER]. If it is lost, delete that key from the store, and everybody has to sign in again.';
  return new ConfigurationError([{ place: 'oauthServer.secret', message, fix }]);
}

/** Newest first. */
function byAge(keys: readonly StoredKey[]): readonly StoredKey[] {
  return keys.toSorted((a, b) => b.signsFrom - a.signsFrom);
}

/** The newest key whose time has come signs; the others follow. */
export function arrange(keys: readonly StoredKey[], now: number): KeyRing | undefined {
  const sorted = byAge(keys);
  const signing = sorted.find(({ signsFrom }) => signsFrom <= now) ?? sorted.at(-1);
  if (signing === undefined) return undefined;
  return [signing.key, ...sorted.filter((stored) => stored !== signing).map(({ key }) => key)];
}

/** Without the keys whose successor has signed for `retention` already. */
function withoutRetired(keys: readonly StoredKey[], now: number, retention: number): readonly StoredKey[] {
  const sorted = byAge(keys);
  return sorted.filter((_key, index) => {
    const successor = sorted[index - 1];
    return successor === undefined || successor.signsFrom + retention > now;
  });
}

/**
 * Keys that are made once, kept sealed in the store and shared by every process on it. They are succeeded on their
 * own: the new key is published first and signs later, the old one stays published until nothing it signed is alive.
 *
 * `current` rejects with `ConfigurationError` when the store holds keys that none of the secrets opens.
 */
export function storedKeys(options: StoredKeysOptions): KeySource {
  const { store, sealer, logger, rotation, retention, now = Date.now } = options;
  let ring: KeyRing | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<KeyRing> | undefined;

  const read = async (): Promise<readonly StoredKey[] | undefined> => {
    const sealed = await store.get(PLACE);
    if (sealed === undefined) return undefined;
    const text = sealer.open(sealed, PLACE);
    const keys = text === undefined ? undefined : parse(text);
    if (keys === undefined) throw foreignKeys(store);
    return keys;
  };

  const seal = (keys: readonly StoredKey[]): string => sealer.seal(JSON.stringify(keys), PLACE);

  const first = async (): Promise<readonly StoredKey[]> => {
    const made = [{ key: await generateRsaKey(), signsFrom: now() }];
    if (await store.set(PLACE, seal(made), { onlyIfAbsent: true })) return made;
    return (await read()) ?? first();
  };

  const succeed = async (keys: readonly StoredKey[]): Promise<readonly StoredKey[]> => {
    if (!(await store.set(LOCK, 'held', { ttl: LOCK_TTL, onlyIfAbsent: true }))) return keys;
    const key = await generateRsaKey();
    const next = [{ key, signsFrom: now() + LEAD }, ...withoutRetired(keys, now(), retention)];
    await store.set(PLACE, seal(next));
    logger.info({ kid: key.kid }, 'A new signing key has been published and will sign soon');
    return next;
  };

  const load = async (): Promise<KeyRing> => {
    const kept = (await read()) ?? (await first());
    const newest = Math.max(...kept.map(({ signsFrom }) => signsFrom));
    const keys = newest + rotation <= now() ? await succeed(kept) : kept;
    const next = arrange(withoutRetired(keys, now(), retention), now());
    if (next === undefined) throw new Error('There is no signing key');
    readAt = performance.now();
    // A provider is built anew when the keys are another object, so an unchanged ring stays the same one.
    if (ring?.map(({ kid }) => kid).join() !== next.map(({ kid }) => kid).join()) ring = next;
    return ring ?? next;
  };

  const current = async (): Promise<KeyRing> => {
    if (ring !== undefined && performance.now() - readAt < REREAD) return ring;
    reading ??= load().finally(() => {
      reading = undefined;
    });
    try {
      return await reading;
    } catch (error) {
      if (ring === undefined) throw error;
      logger.warn({ error }, 'The signing keys could not be read again; the known ones stay in force');
      return ring;
    }
  };
  return { current, prepare: current };
}
