import { checkSecureUrl } from '../auth/secure-url.js';
import { ConfigurationError, type Problem } from '../errors.js';
import type { SigningKeys } from './signing-keys.js';

/** Where tokens are exchanged: the endpoint itself, or the issuer whose metadata names it (RFC 8414). */
export type ExchangeServer =
  | { readonly tokenEndpoint: string | URL; readonly issuer?: never }
  | { readonly issuer: string | URL; readonly tokenEndpoint?: never };

/** How the proxy proves to be the client (RFC 6749, section 2.3; RFC 7523, section 2.2). */
export type ExchangeClient =
  | {
      readonly clientSecret: string;
      /** Default `client_secret_basic`. */
      readonly clientAuth?: 'client_secret_basic' | 'client_secret_post';
      readonly clientKeys?: never;
    }
  /** `private_key_jwt`. */
  | { readonly clientKeys: SigningKeys; readonly clientSecret?: never; readonly clientAuth?: never }
  /** A public client; few servers exchange tokens for one. */
  | { readonly clientAuth: 'none'; readonly clientSecret?: never; readonly clientKeys?: never };

export type TokenExchangeOptions = ExchangeServer &
  ExchangeClient & {
    readonly clientId: string;
    /** The backend by the name the authorization server knows it by. `audience`, `resource` or both. */
    readonly audience?: string;
    /** The backend by its URL (RFC 8707). */
    readonly resource?: string | URL;
    /** Scopes to ask for, or a function of those of the endpoint called. Default: none, what the server gives. */
    readonly scope?: readonly string[] | ((endpointScopes: readonly string[]) => readonly string[]);
    /** What the inbound token is (RFC 8693, section 3). Default `access_token`. */
    readonly subjectTokenType?: 'access_token' | 'jwt';
    /** Milliseconds for one exchange. Default 5000. */
    readonly timeout?: number;
    /** Tokens kept. Default 1000. */
    readonly cacheSize?: number;
    /** Milliseconds since the epoch; default `Date.now`. */
    readonly now?: () => number;
  };

/**
 * @throws ConfigurationError with every mistake at once, and without showing a secret.
 */
export function checkTokenExchange(options: TokenExchangeOptions): void {
  const { audience, resource, timeout = 1, cacheSize = 1 } = options;
  const problems = [
    ...checkServer(options),
    ...checkClient(options),
    audience === undefined && resource === undefined
      ? at(
          'audience',
          'Neither audience nor resource is given.',
          'Name the backend, so that the token is for it alone.',
        )
      : undefined,
    audience === '' ? at('audience', 'It is empty.') : undefined,
    resource === undefined ? undefined : checkResource(String(resource)),
    positive('timeout', timeout),
    positive('cacheSize', cacheSize),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new ConfigurationError(problems, 'The token exchange is configured wrongly');
}

function checkServer({ tokenEndpoint, issuer }: TokenExchangeOptions): (Problem | undefined)[] {
  if ((tokenEndpoint === undefined) === (issuer === undefined)) {
    return [at('issuer', 'Exactly one of issuer and tokenEndpoint is needed.')];
  }
  return [
    ...(issuer === undefined ? [] : checkSecureUrl('tokenExchange.issuer', String(issuer))),
    ...(tokenEndpoint === undefined
      ? []
      : checkSecureUrl('tokenExchange.tokenEndpoint', String(tokenEndpoint), { query: true })),
  ];
}

function checkResource(text: string): Problem | undefined {
  const valid = URL.canParse(text) && !text.includes('#');
  return valid ? undefined : at('resource', 'It is not an absolute URL without fragment (RFC 8707, section 2).');
}

function checkClient({
  clientId,
  clientSecret,
  clientKeys,
  clientAuth,
}: TokenExchangeOptions): (Problem | undefined)[] {
  const ways = [clientSecret !== undefined, clientKeys !== undefined, clientAuth === 'none'].filter(Boolean).length;
  return [
    typeof clientId === 'string' && clientId !== '' ? undefined : at('clientId', 'It is empty.'),
    clientSecret === '' ? at('clientSecret', 'It is empty.') : undefined,
    ways === 1
      ? undefined
      : at('clientAuth', 'Exactly one of clientSecret, clientKeys and clientAuth "none" is needed.'),
  ];
}

function positive(option: string, value: number): Problem | undefined {
  return Number.isInteger(value) && value > 0 ? undefined : at(option, 'It is not a whole number above 0.');
}

function at(option: string, message: string, fix?: string): Problem {
  return { place: `tokenExchange.${option}`, message, ...(fix ? { fix } : {}) };
}
