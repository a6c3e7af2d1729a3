import type { AuthRoute } from '../auth/strategy.js';
import { ConfigurationError, type Problem } from '../errors.js';
import { jwksRoute } from './jwks-route.js';
import { isProblem, type PublicJwk, readSigningKey, type SigningKey, type SigningKeySource } from './signing-key.js';

export interface SigningKeysOptions {
  /** The first one signs; all of them are published. At least one. */
  readonly keys: readonly SigningKeySource[];
  /** Where the public parts are served. Default `/.well-known/backend-jwks.json`. */
  readonly path?: string;
  /** Seconds that keys taken out by `rotate` stay published. Default 3600. */
  readonly overlap?: number;
  /** Seconds that a key brought in by `rotate` is published before it signs. Default 60. */
  readonly lead?: number;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
}

/** Keys that sign tokens for the backend, and the document the backend verifies them by. */
export interface SigningKeys {
  /** The key that signs now. */
  current(): SigningKey;
  /** The public parts of all keys in force: a JWK Set (RFC 7517, section 5). */
  jwks(): { readonly keys: readonly PublicJwk[] };
  /**
   * Goes over to another list without a restart. A key that is new and first is published at once and signs after
   * `lead` seconds; keys that are no longer listed stay published for `overlap` seconds, so that tokens under way
   * and verifiers that cache keys are not disturbed.
   *
   * @throws ConfigurationError when a key cannot be used; the old list then stays in force.
   */
  rotate(keys: readonly SigningKeySource[]): void;
  /** Serves `jwks()`. */
  readonly route: AuthRoute;
  /** True for keys that end with the process. */
  readonly development: boolean;
}

interface Held {
  readonly key: SigningKey;
  /** Milliseconds since the epoch. */
  readonly signsFrom: number;
  /** Milliseconds since the epoch; `undefined` while the key is listed. */
  readonly endsAt: number | undefined;
}

/**
 * Signing keys from the configuration. To rotate them with restarts: put the new key behind the old one; when every
 * verifier has fetched it (FalkorDB MCPServer keeps keys for 10 minutes), put it first; when the last token of the
 * old key has expired, take the old one out.
 *
 * @throws ConfigurationError with every unusable key at once, and without showing any of them.
 */
export function signingKeys(options: SigningKeysOptions): SigningKeys {
  return createSigningKeys(options, false);
}

/** For `signingKeys` and `developmentKeys`, which differ in where keys come from. */
export function createSigningKeys(options: SigningKeysOptions, development: boolean): SigningKeys {
  const { path = '/.well-known/backend-jwks.json', overlap = 3600, lead = 60, now = Date.now } = options;
  const settings = checkSettings({ path, overlap, lead });
  const first = readKeys(options.keys, settings);
  let held: readonly Held[] = first.map((key) => ({ key, signsFrom: 0, endsAt: undefined }));

  const inForce = () => held.filter(({ endsAt }) => endsAt === undefined || endsAt > now());
  const jwks = () => ({ keys: inForce().map(({ key }) => key.publicJwk) });
  return {
    development,
    jwks,
    route: jwksRoute(path, jwks),
    current() {
      const ready = inForce().find(({ signsFrom }) => signsFrom <= now());
      const key = (ready ?? held[0])?.key;
      if (key === undefined) throw new ConfigurationError([{ place: 'signingKeys.keys', message: 'There is no key.' }]);
      return key;
    },
    rotate(keys) {
      const before = inForce();
      const next = readKeys(keys, []);
      const problems = next.flatMap((key) => reusedId(key, before));
      if (problems.length > 0) throw new ConfigurationError(problems, 'The signing keys cannot be rotated');
      held = succeed(before, next, { now: now(), overlap, lead });
    },
  };
}

interface Succession {
  readonly now: number;
  readonly overlap: number;
  readonly lead: number;
}

/** The new list first, then what it drops: a dropped key signs on until a new one may, and stays published longer. */
function succeed(before: readonly Held[], keys: readonly SigningKey[], { now, overlap, lead }: Succession): Held[] {
  const listed = keys.map((key): Held => {
    const known = before.find((held) => held.key.kid === key.kid);
    return { key, signsFrom: known?.signsFrom ?? now + lead * 1000, endsAt: undefined };
  });
  const dropped = before
    .filter(({ key }) => keys.every(({ kid }) => kid !== key.kid))
    .map((held) => ({ ...held, endsAt: held.endsAt ?? now + Math.max(overlap, lead) * 1000 }));
  return [...listed, ...dropped];
}

/** Verifiers keep keys by their kid: another key under a known one would have its tokens refused. */
function reusedId({ kid, publicJwk }: SigningKey, before: readonly Held[]): Problem[] {
  const known = before.find(({ key }) => key.kid === kid)?.key.publicJwk;
  if (known === undefined || JSON.stringify(known) === JSON.stringify(publicJwk)) return [];
  return [{ place: 'signingKeys.keys', message: 'A new key has the kid of another one.', fix: 'Give it its own.' }];
}

function readKeys(sources: readonly SigningKeySource[], others: readonly Problem[]): readonly SigningKey[] {
  const read = sources.map((source, index) => readSigningKey(`signingKeys.keys[${index}]`, source));
  const keys = read.filter((item): item is SigningKey => !isProblem(item));
  const problems = [...others, ...read.filter(isProblem), ...doubles(keys)];
  if (sources.length === 0) {
    problems.push({ place: 'signingKeys.keys', message: 'There is no key.', fix: 'Give at least one.' });
  }
  if (problems.length > 0) throw new ConfigurationError(problems, 'The signing keys are configured wrongly');
  return keys;
}

function doubles(keys: readonly SigningKey[]): Problem[] {
  const ids = keys.map(({ kid }) => kid);
  if (new Set(ids).size === ids.length) return [];
  return [{ place: 'signingKeys.keys', message: 'Two keys have the same kid.', fix: 'Give every key its own.' }];
}

function checkSettings(settings: { path: string; overlap: number; lead: number }): Problem[] {
  const seconds = (name: 'overlap' | 'lead'): Problem[] =>
    Number.isFinite(settings[name]) && settings[name] >= 0
      ? []
      : [{ place: `signingKeys.${name}`, message: 'It is not a number of seconds, 0 or more.' }];
  const path = /^\/[\w.~/-]+$/.test(settings.path);
  return [
    ...(path ? [] : [{ place: 'signingKeys.path', message: 'It is not a plain path that starts with "/".' }]),
    ...seconds('overlap'),
    ...seconds('lead'),
  ];
}
