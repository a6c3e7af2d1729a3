import type { Logger } from '../../telemetry/logger.js';
import { generateRsaKey, type RsaKey } from './rsa-key.js';

/** The signing keys in force: the first one signs, all of them are published. */
export type KeyRing = readonly [RsaKey, ...RsaKey[]];

/** Where the signing keys come from. */
export interface KeySource {
  /**
   * The keys as they are now. The same object as long as nothing has changed.
   *
   * @throws StoreUnavailableError when the keys are in a store that cannot be reached, and were never read.
   * @throws ConfigurationError when they are in a store, sealed with another secret.
   */
  current(): Promise<KeyRing>;
  /** Reads them before anybody asks, so that what is wrong with them is known at start. Rejects as `current` does. */
  readonly prepare?: () => Promise<unknown>;
}

/** Keys from the configuration: they change with it. */
export function configuredKeys(keys: KeyRing): KeySource {
  return { current: async () => keys };
}

/** A key that lives and dies with this process; every token it has signed dies too. */
export function developmentKey(logger: Logger): KeySource {
  let made: Promise<KeyRing> | undefined;
  const make = async (): Promise<KeyRing> => {
    const key = await generateRsaKey();
    logger.warn(
      { kid: key.kid },
      'A signing key for development was made. It ends with this process and serves loopback only; give oauthServer keys, or a store that outlives the process, before going further',
    );
    return [key];
  };
  return {
    current() {
      made ??= make();
      return made;
    },
  };
}
