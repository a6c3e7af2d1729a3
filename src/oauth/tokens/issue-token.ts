import type { Provider } from 'oidc-provider';
import { ConfigurationError } from '../../errors.js';
import type { Account } from '../login/login.js';
import type { KnownResources } from '../provider/resources.js';
import type { AccountsOfTokens } from '../provider/token-claims.js';
import type { OAuthSettings } from '../settings.js';

export interface TokenRequest {
  /** Whose token it is: an account of the login. */
  readonly subject: string;
  /** The client it is given to: one of `clients`. */
  readonly clientId: string;
  /** Default: the default scopes. */
  readonly scopes?: readonly string[];
  /** Default: the main resource. */
  readonly resource?: string;
}

export interface IssuedToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly scopes: readonly string[];
}

export interface TokenIssuerParts {
  readonly settings: OAuthSettings;
  readonly provider: () => Promise<Provider>;
  readonly resources: KnownResources;
  readonly accounts: AccountsOfTokens;
  readonly findAccount: (subject: string) => Promise<Account | undefined>;
}

function refuse(place: string, message: string): ConfigurationError {
  return new ConfigurationError([{ place: `issueToken.${place}`, message }], 'No token can be issued');
}

/**
 * Makes access tokens without a browser, for whoever runs the server: to try it out, or for scripts. Each has a grant
 * of its own, which ends with it, and no refresh token.
 */
export function createTokenIssuer(parts: TokenIssuerParts): (request: TokenRequest) => Promise<IssuedToken> {
  const { settings, resources, accounts } = parts;
  const { ttl, accessTokenFormat, scopes: known, defaultScopes } = settings;
  return async ({ subject, clientId, scopes = defaultScopes, resource = resources.main }) => {
    const provider = await parts.provider();
    const [account, client] = await Promise.all([parts.findAccount(subject), provider.Client.find(clientId)]);
    if (account === undefined) throw refuse('subject', 'there is no such account.');
    if (client === undefined) throw refuse('clientId', 'there is no such client.');
    if (!resources.has(resource)) throw refuse('resource', 'it is not one of this server.');
    const unknown = scopes.find((scope) => !known.has(scope));
    if (unknown !== undefined) throw refuse('scopes', `"${unknown}" is not one of the scopes.`);
    const granted = scopes.filter((scope) => account.scopes?.includes(scope) ?? true);

    const grant = new provider.Grant({ accountId: subject, clientId });
    // Nothing renews the token, so that its grant need not outlive it.
    grant.exp = Math.floor(Date.now() / 1000) + ttl.accessToken;
    grant.addResourceScope(resource, [...granted]);
    const scope = granted.join(' ');
    const grantId = await grant.save();
    const resourceServer = new provider.ResourceServer(resource, {
      scope,
      audience: resource,
      accessTokenTTL: ttl.accessToken,
      accessTokenFormat,
      ...(accessTokenFormat === 'jwt' ? { jwt: { sign: { alg: 'RS256' as const } } } : {}),
    });
    const token = new provider.AccessToken({
      accountId: subject,
      client,
      grantId,
      gty: 'authorization_code',
      resourceServer,
      scope,
    });
    accounts.set(token, account);
    return { accessToken: await token.save(), expiresIn: ttl.accessToken, scopes: granted };
  };
}
