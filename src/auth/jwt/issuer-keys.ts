import { discoverKeySetUrl } from './discover.js';
import { FetchError, fetchJson } from './fetch-json.js';
import { type KeySet, KeySetError, readKeySet } from './key-set.js';
import { cachedKeys, type KeySource } from './key-source.js';
import type { JwtSettings } from './options.js';

function reasonOf(error: unknown): string {
  return error instanceof FetchError || error instanceof KeySetError ? error.message : 'failed unexpectedly';
}

/** Fetches the issuer's keys; where they are is found out once, and again after a failure. */
function createLoader({ issuer, jwksUri, keyFetch, logger }: JwtSettings): () => Promise<KeySet> {
  const { timeout, maxBytes, fetch } = keyFetch;
  let found: string | undefined;
  return async () => {
    const limits = { fetch, maxBytes, signal: AbortSignal.timeout(timeout) };
    try {
      found ??= jwksUri ?? (await discoverKeySetUrl(issuer, limits));
      return readKeySet(await fetchJson(found, limits));
    } catch (error) {
      found = undefined;
      logger.warn({ issuer, reason: `The key set ${reasonOf(error)}` }, 'The keys of a token issuer are unavailable');
      throw error;
    }
  };
}

/** The keys of the configured issuer: fixed, or fetched and kept. */
export function issuerKeys(settings: JwtSettings): KeySource {
  if (settings.keys !== undefined) return readKeySet(settings.keys);
  return cachedKeys(createLoader(settings), settings.keyFetch);
}
