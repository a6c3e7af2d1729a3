import { type AuthStrategy, anyOf, apiKey, jwt, noAuth } from 'mcp-rest-proxy';
import type { Config } from '../config.js';
import { falkordbTenants } from '../tenants/rules.js';

/**
 * Who may call, as `PROXY_AUTH` says. With tenants every way in gives a tenant that the backend can tell apart, or
 * lets nobody in.
 *
 * @param oauth the authorization server, when the configuration asks for one.
 */
export function strategyOf(config: Config, oauth?: AuthStrategy): AuthStrategy {
  const strategies = config.auth.map((way) => {
    if (way === 'oauth') return oauth ?? missing(way);
    return (way === 'jwt' ? jwtOf(config) : keysOf(config)) ?? missing(way);
  });
  const [only, ...others] = strategies;
  if (only === undefined) return noAuth();
  return others.length === 0 ? only : anyOf(...strategies);
}

function missing(way: string): never {
  throw new Error(`PROXY_AUTH names ${way}, but nothing was made for it.`);
}

function jwtOf({ jwt: settings, tenantClaim: claim }: Config): AuthStrategy | undefined {
  if (settings === undefined) return undefined;
  const { issuer, audience, jwksUri } = settings;
  return jwt({
    issuer,
    audience,
    ...(jwksUri !== undefined && { jwksUri }),
    ...(claim !== undefined && { tenant: { claim, required: true, rules: falkordbTenants } }),
  });
}

/** With tenants a key is named after its tenant, so that the log tells whose it is. */
function keysOf({ apiKeys, tenantClaim }: Config): AuthStrategy | undefined {
  if (apiKeys === undefined) return undefined;
  if (tenantClaim === undefined) return apiKey({ keys: apiKeys.map(({ key }) => key) });
  const entries = apiKeys.map(({ key, tenant }) => ({
    key,
    name: `key of ${tenant}`,
    ...(tenant !== undefined && { tenant }),
  }));
  return apiKey({ keys: entries });
}
