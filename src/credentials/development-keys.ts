import { generateKeyPairSync } from 'node:crypto';
import type { Logger } from '../telemetry/logger.js';
import { createSigningKeys, type SigningKeys } from './signing-keys.js';

export interface DevelopmentKeysOptions {
  /** Told that the key is made up, once. */
  readonly logger: Logger;
  /** Where the public part is served. Default `/.well-known/backend-jwks.json`. */
  readonly path?: string;
}

/**
 * One RSA key made up on the spot, for trying things out: every restart makes another, and every token of the old
 * one is refused from then on. A proxy that uses it listens on loopback only.
 */
export function developmentKeys({ logger, ...options }: DevelopmentKeysOptions): SigningKeys {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys = createSigningKeys({ ...options, keys: [privateKey.export({ format: 'jwk' })] }, true);
  logger.warn(
    { kid: keys.current().kid },
    'A signing key for development was made. It ends with this process and serves loopback only; set signing keys of your own before going further',
  );
  return keys;
}
