import type { Principal } from '../auth/principal.js';
import { tenantRules } from '../auth/tenant.js';
import { identityLacks } from './failures.js';
import type { MintedTokenOptions } from './minted-token-options.js';
import { CredentialError } from './secret.js';

/** What a minted token says, but for its time. */
export type TokenClaims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** Claims the token has anyway (RFC 7519, section 4.1; RFC 8693, section 4); no function may set them. */
const OWNED: readonly string[] = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'scope', 'scp', 'act', 'cnf'];

/** Makes the claims of a token from the verified caller. */
export function makeTokenClaims(options: MintedTokenOptions): (principal: Principal, scope: string) => TokenClaims {
  const { audience, issuer, subject = 'subject', tenantClaim = 'tenant_id', claims } = options;
  const tenantOf = makeTenantReader(options);
  const owned = new Set([...OWNED, tenantClaim]);
  return (principal, scope) => {
    const tenant = tenantOf(principal);
    return {
      ...(claims && checkFurther(claims(principal), owned)),
      iss: issuer,
      aud: audience,
      sub: subject === 'tenant' && tenant !== undefined ? tenant : principal.subject,
      ...(tenant === undefined ? {} : { [tenantClaim]: tenant }),
      ...(scope === '' ? {} : { scope }),
    };
  };
}

/** The tenant, checked again here: strategies may be lenient, and not all of them are ours. */
function makeTenantReader(options: MintedTokenOptions): (principal: Principal) => string | undefined {
  const bySubject = options.subject === 'tenant';
  const needed = bySubject || options.tenants !== undefined;
  const rules = options.tenants ?? tenantRules(bySubject ? { separator: '_' } : {});
  return ({ tenant }) => {
    if (tenant === undefined && !needed) return undefined;
    const problem = rules.problem(tenant);
    if (problem === undefined) return tenant;
    throw identityLacks('a tenant that it knows', `mintedToken refused the tenant of a caller: ${problem}`);
  };
}

function checkFurther(claims: Readonly<Record<string, unknown>>, owned: ReadonlySet<string>): object {
  const taken = Object.keys(claims).filter((name) => owned.has(name));
  if (taken.length === 0) return claims;
  throw new CredentialError(`The claims function of mintedToken must not set ${taken.join(', ')}.`);
}
