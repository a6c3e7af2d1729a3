import type { Principal } from '../auth/principal.js';
import type { TenantRules } from '../auth/tenant.js';
import { ConfigurationError, type Problem } from '../errors.js';
import type { SigningKeys } from './signing-keys.js';

export interface MintedTokenOptions {
  /** What the backend calls itself; never the URL of the MCP server. Becomes `aud`. */
  readonly audience: string;
  /** What the backend knows this proxy as. Becomes `iss`. */
  readonly issuer: string;
  /** What signs. Its public part is served by the proxy, for the backend to verify tokens by. */
  readonly keys: SigningKeys;
  /** Seconds a token is good for at most, from 10 to 3600. Default 300. It never outlives the caller's own identity. */
  readonly lifetime?: number;
  /**
   * Who the token is about: the caller, or the caller's tenant for a backend that takes the tenant from `sub`, as
   * FalkorDB MCPServer does. Default `subject`. Where several issuers vouch for callers (`anyOf`), names may meet: a
   * backend that tells people apart by `sub` then needs the issuer too, as in
   * `claims: ({ issuer }) => ({ idp: issuer })`.
   */
  readonly subject?: 'subject' | 'tenant';
  /** The claim that carries the tenant, when the caller has one. Default `tenant_id`. */
  readonly tenantClaim?: string;
  /**
   * Which tenants are sent. Given, or with `subject: 'tenant'`, a caller without a tenant calls nothing. Default:
   * `tenantRules()`, and with `subject: 'tenant'` the same without `_`.
   */
  readonly tenants?: TenantRules;
  /** Further claims about the caller. May not set a claim that the token has anyway. Default: none. */
  readonly claims?: (principal: Principal) => Readonly<Record<string, unknown>>;
  /** Tokens kept, one for each subject, tenant, scope and further claims. Default 1000. */
  readonly cacheSize?: number;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
}

/**
 * @throws ConfigurationError with every mistake at once.
 */
export function checkMintedToken(options: MintedTokenOptions): void {
  const { audience, issuer, tenantClaim = 'tenant_id', subject = 'subject', lifetime = 300, cacheSize = 1 } = options;
  const problems = [
    text('audience', audience, 'Name the backend, for example "orders-api".'),
    text('issuer', issuer, 'Name this proxy, for example by its public URL.'),
    text('tenantClaim', tenantClaim, 'Leave it out for "tenant_id".'),
    ...sameName(options),
    claimName(tenantClaim),
    number('lifetime', lifetime, 10, 3600, 'seconds'),
    number('cacheSize', cacheSize, 1, 1_000_000, 'tokens'),
    subject === 'subject' || subject === 'tenant' ? undefined : at('subject', 'It is neither "subject" nor "tenant".'),
    typeof options.keys?.current === 'function' ? undefined : at('keys', 'They are missing.', 'Use signingKeys().'),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new ConfigurationError(problems, 'The minted token is configured wrongly');
}

function at(option: string, message: string, fix?: string): Problem {
  return { place: `mintedToken.${option}`, message, ...(fix ? { fix } : {}) };
}

function text(option: string, value: unknown, fix: string): Problem | undefined {
  return typeof value === 'string' && value.trim() !== '' ? undefined : at(option, 'It is empty.', fix);
}

/** A token whose issuer and audience are one name could come back to whoever made it. */
function sameName({ audience, issuer }: MintedTokenOptions): Problem[] {
  if (audience !== issuer || !audience) return [];
  return [at('audience', 'It is the issuer itself.', 'Name the backend: the token is for it alone.')];
}

function claimName(name: string): Problem | undefined {
  const taken = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'scope', '__proto__'].includes(name);
  return taken ? at('tenantClaim', `${name} is a claim with a meaning of its own.`, 'Choose another.') : undefined;
}

function number(option: string, value: number, least: number, most: number, unit: string): Problem | undefined {
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  return at(option, `It is not a whole number of ${unit} from ${least} to ${most}.`);
}
