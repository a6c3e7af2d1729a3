import { readFileSync } from 'node:fs';
import {
  allOf,
  apiKeyHeader,
  bearer,
  ConfigurationError,
  type Credential,
  developmentKeys,
  forwardToken,
  type Logger,
  mintedToken,
  noCredential,
  type SigningKeys,
  signingKeys,
  tokenExchange,
} from 'mcp-rest-proxy';
import type { Config } from '../config.js';
import type { CredentialSettings } from '../settings/credential-settings.js';
import { falkordbTenants } from '../tenants/rules.js';

/** What the backend sees of a caller, as `BACKEND_CREDENTIAL` says. */
export interface CredentialParts {
  readonly apiKey: string | undefined;
  /** URL of the proxy, the issuer of minted tokens unless another is configured. */
  readonly proxyUrl: string;
  readonly logger: Logger;
}

/** @throws ConfigurationError when a key cannot be read or used. */
export function credentialOf(config: Config, parts: CredentialParts): Credential {
  const { credential: settings } = config.backend;
  if (settings.kind === 'minted') return minted(settings, config, parts);
  if (settings.kind === 'forward') return forwardToken({ dangerouslyRelayInboundToken: true });
  if (settings.kind === 'exchange') {
    const { audience, clientId, clientSecret } = settings;
    return tokenExchange({ issuer: config.jwt?.issuer ?? '', audience, clientId, clientSecret });
  }
  return keyCredential(parts.apiKey);
}

/** The manual has the key in `Authorization`, the shipped backend reads `x-api-key` alone: both are sent. */
export function keyCredential(key: string | undefined): Credential {
  return key === undefined ? noCredential() : allOf(apiKeyHeader({ key }), bearer({ token: key }));
}

/** With tenants, one in `sub`, where the shipped backend looks, and in `tenant_id`, where its manual says it does. */
function minted(
  settings: Extract<CredentialSettings, { kind: 'minted' }>,
  { tenantClaim }: Config,
  { proxyUrl, logger }: CredentialParts,
): Credential {
  const { audience, issuer = proxyUrl, keyFiles } = settings;
  const keys = keyFiles.length === 0 ? developmentKeys({ logger }) : keysIn(keyFiles);
  const tenants = tenantClaim === undefined ? {} : ({ subject: 'tenant', tenants: falkordbTenants } as const);
  return mintedToken({ issuer, audience, keys, ...tenants });
}

/** The backend verifies RS256 alone: with a key of another kind every call would fail. */
function keysIn(files: readonly string[]): SigningKeys {
  const keys = signingKeys({ keys: files.map(readKey) });
  const index = keys.jwks().keys.findIndex(({ kty }) => kty !== 'RSA');
  if (index < 0) return keys;
  const message = `${JSON.stringify(files[index])} is not an RSA key, and the backend takes no other.`;
  const fix = 'Make one with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048.';
  throw new ConfigurationError([{ place: 'BACKEND_JWT_KEY_FILES', message, fix }]);
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const message = `${JSON.stringify(file)} cannot be read (${reason}).`;
    throw new ConfigurationError([{ place: 'BACKEND_JWT_KEY_FILES', message }]);
  }
}
