import type { Client, errors, KoaContextWithOIDC } from 'oidc-provider';
import type { OAuthSettings } from '../settings.js';
import { ownScopes } from './resources.js';

/** What a client that names no scope is given: the default ones that it may have. */
function defaultScopes(settings: OAuthSettings, client: Client): readonly string[] {
  const registered = client.scope?.split(' ');
  return settings.defaultScopes.filter((scope) => registered?.includes(scope) ?? true);
}

/**
 * Rules for authorization requests that the library does not have, as a validator of the parameter `scope`: requests
 * without a scope get the default ones, and unknown scopes are refused where the library would ignore them (T032).
 * It runs when client and redirect URI are known to be good, so that errors reach the client.
 */
export function scopePolicy(settings: OAuthSettings, { InvalidScope }: Pick<typeof errors, 'InvalidScope'>) {
  const known = new Set([...settings.scopes.keys(), ...ownScopes]);
  return (ctx: KoaContextWithOIDC, value: string | undefined, client: Client): void => {
    const asked = (value ?? '').split(' ').filter((scope) => scope !== '');
    const unknown = asked.find((scope) => !known.has(scope));
    if (unknown !== undefined) throw new InvalidScope('requested scope is not known', unknown);
    if (asked.some((scope) => settings.scopes.has(scope))) return;
    const added = defaultScopes(settings, client);
    if (added.length === 0) throw new InvalidScope('the client has registered none of the scopes offered here', '');
    Object.assign(ctx.oidc.params ?? {}, { scope: [...asked, ...added].join(' ') });
  };
}
