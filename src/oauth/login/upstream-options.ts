import { ConfigurationError, MissingPeerError, type Problem } from '../../errors.js';
import { isLoopbackHost } from '../../http/loopback.js';
import { checkKinds, object, text, texts } from '../option-kinds.js';

export interface UpstreamOptions {
  /** The provider's issuer, as in its discovery document (OpenID Connect Discovery). https, or http on loopback. */
  readonly issuer: string;
  /** The client registered there for this server. */
  readonly clientId: string;
  /** Default: a public client. */
  readonly clientSecret?: string;
  /** Must hold `openid`; add what the provider wants for refresh tokens. Default `['openid', 'profile', 'email']`. */
  readonly scopes?: readonly string[];
  /** The claim that names a person's tenant. When set, people without one cannot sign in. */
  readonly tenantClaim?: string;
  /** What people know the provider by. Default: the host of the issuer. */
  readonly displayName?: string;
  /** Added to the authorization request, for example `{ prompt: 'select_account' }` or `{ resource: '…' }`. */
  readonly authorizationParameters?: Readonly<Record<string, string>>;
  /** Added to token requests, refreshes included. */
  readonly tokenParameters?: Readonly<Record<string, string>>;
  /** Milliseconds for one request to the provider. Default 10 s. */
  readonly timeout?: number;
  /** Milliseconds an account and its tokens are kept after they were last used. Default 30 days. */
  readonly accountTtl?: number;
}

export interface UpstreamSettings extends Required<Omit<UpstreamOptions, 'clientSecret' | 'tenantClaim' | 'issuer'>> {
  readonly issuer: URL;
  readonly clientSecret: string | undefined;
  readonly tenantClaim: string | undefined;
}

/** What we set ourselves in every request; nobody may set it otherwise. */
const ours = [
  'client_id',
  'client_secret',
  'response_type',
  'response_mode',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code',
  'code_verifier',
  'code_challenge',
  'code_challenge_method',
  'grant_type',
  'refresh_token',
];

function issuerProblem(issuer: unknown): string | undefined {
  if (typeof issuer !== 'string' || !URL.canParse(issuer)) return 'it is not an absolute URL.';
  const { protocol, hostname, username, password, search, hash } = new URL(issuer);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopbackHost(hostname))) {
    return 'it is not https. http is for a provider on this machine only.';
  }
  if (username !== '' || password !== '' || search !== '' || hash !== '') return 'it has a user, query or fragment.';
  return undefined;
}

/** Lest plain JavaScript's mistakes come to light when the first person signs in. */
const kinds = {
  clientSecret: text,
  scopes: texts,
  tenantClaim: text,
  displayName: text,
  authorizationParameters: object,
  tokenParameters: object,
};

function parameterProblems(name: string, parameters: Readonly<Record<string, string>> = {}): readonly Problem[] {
  return Object.entries(parameters).flatMap(([key, value]) => {
    const place = `upstream.${name}.${key}`;
    if (ours.includes(key)) return [{ place, message: 'this parameter is set by the library.' }];
    return typeof value === 'string' ? [] : [{ place, message: 'the value is not a text.' }];
  });
}

function timeProblem(place: string, value: number | undefined): readonly Problem[] {
  const wrong = value !== undefined && !(Number.isFinite(value) && value > 0);
  return wrong ? [{ place, message: 'must be a number of milliseconds above 0.' }] : [];
}

function problemsOf(options: UpstreamOptions): readonly Problem[] {
  const wrong = checkKinds('upstream', options, kinds);
  if (wrong.length > 0) return wrong;
  const { issuer, clientId, clientSecret, scopes, tenantClaim, timeout, accountTtl } = options;
  const wrongIssuer = issuerProblem(issuer);
  return [
    ...(wrongIssuer === undefined ? [] : [{ place: 'upstream.issuer', message: wrongIssuer }]),
    ...(typeof clientId === 'string' && clientId !== ''
      ? []
      : [{ place: 'upstream.clientId', message: 'it is empty.' }]),
    ...(clientSecret === ''
      ? [{ place: 'upstream.clientSecret', message: 'it is empty.', fix: 'Leave it out for a public client.' }]
      : []),
    ...(scopes !== undefined && !scopes.includes('openid')
      ? [{ place: 'upstream.scopes', message: '`openid` is missing.', fix: 'Without it nobody can be told apart.' }]
      : []),
    ...(tenantClaim === '' ? [{ place: 'upstream.tenantClaim', message: 'it is empty.' }] : []),
    ...parameterProblems('authorizationParameters', options.authorizationParameters),
    ...parameterProblems('tokenParameters', options.tokenParameters),
    ...timeProblem('upstream.timeout', timeout),
    ...timeProblem('upstream.accountTtl', accountTtl),
  ];
}

/**
 * @throws ConfigurationError with all mistakes at once.
 */
export function readUpstreamOptions(options: UpstreamOptions): UpstreamSettings {
  const problems = problemsOf(options);
  if (problems.length > 0) throw new ConfigurationError(problems, 'The upstream provider is configured wrongly');
  const issuer = new URL(options.issuer);
  return {
    issuer,
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    scopes: options.scopes ?? ['openid', 'profile', 'email'],
    tenantClaim: options.tenantClaim,
    displayName: options.displayName ?? issuer.host,
    authorizationParameters: options.authorizationParameters ?? {},
    tokenParameters: options.tokenParameters ?? {},
    timeout: options.timeout ?? 10_000,
    accountTtl: options.accountTtl ?? 30 * 24 * 60 * 60_000,
  };
}

/** @throws MissingPeerError when `openid-client` is not installed. */
export function assertOpenidClient(resolve: (peer: string) => unknown = import.meta.resolve): void {
  try {
    resolve('openid-client');
  } catch (cause) {
    throw new MissingPeerError('openid-client', 'upstream()', { cause });
  }
}
