import type { Problem } from 'mcp-rest-proxy';
import { isLoopback, type Reader } from '../environment.js';
import { type AuthWay, demand, refuseUnused } from './access-settings.js';

/** A provider elsewhere that people sign in at. */
export interface UpstreamSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Empty for the usual ones. */
  readonly scopes: readonly string[];
}

/** The authorization server inside the proxy. */
export interface OAuthSettings {
  /** Default: the public URL, or the one on loopback. */
  readonly issuer: string | undefined;
  readonly usersFile: string | undefined;
  readonly upstream: UpstreamSettings | undefined;
  readonly accessTokens: 'opaque' | 'jwt';
  /** Of several, the first encrypts. */
  readonly secrets: readonly string[];
  readonly redisUrl: string | undefined;
}

/** What of the rest of the configuration decides what the authorization server needs. */
export interface Surroundings {
  readonly ways: readonly AuthWay[];
  readonly host: string;
  readonly publicUrl: string | undefined;
  /** Further host names, with or without a port, that the proxy is reached by. */
  readonly allowedHosts: readonly string[];
  /** True when FalkorDB and backend run on this machine, with two users made up for a first try. */
  readonly embedded: boolean;
}

const NEEDED = 'PROXY_AUTH=oauth';
const UPSTREAM = ['OAUTH_UPSTREAM_CLIENT_ID', 'OAUTH_UPSTREAM_CLIENT_SECRET', 'OAUTH_UPSTREAM_SCOPES'];
const OTHERS = [
  'OAUTH_ISSUER',
  'OAUTH_USERS_FILE',
  'OAUTH_UPSTREAM_ISSUER',
  'OAUTH_ACCESS_TOKENS',
  'OAUTH_SECRET',
  'REDIS_URL',
];

/** Reads `OAUTH_*` and `REDIS_URL`. */
export function readOAuth(read: Reader, around: Surroundings, problems: Problem[]): OAuthSettings | undefined {
  if (!around.ways.includes('oauth')) {
    refuseUnused(read, [...OTHERS, ...UPSTREAM], NEEDED, problems);
    return undefined;
  }
  const settings: OAuthSettings = {
    issuer: readIssuer(read, around, problems),
    usersFile: read.text('OAUTH_USERS_FILE'),
    upstream: readUpstream(read, problems),
    accessTokens: read.choice('OAUTH_ACCESS_TOKENS', ['opaque', 'jwt'], 'opaque'),
    secrets: read.list('OAUTH_SECRET'),
    redisUrl: readRedis(read, problems),
  };
  problems.push(...checkLogin(settings, around), ...checkKeeping(settings, around));
  return settings;
}

function readIssuer(read: Reader, around: Surroundings, problems: Problem[]): string | undefined {
  const place = 'OAUTH_ISSUER';
  const issuer = read.issuer(place);
  if (issuer === undefined) return undefined;
  if (issuer.endsWith('/')) {
    const message = 'It ends with a slash; clients compare it letter by letter.';
    problems.push({ place, message, fix: 'Take the slash off.' });
    return undefined;
  }
  problems.push(...checkIssuerOrigin(issuer, around));
  return issuer;
}

/** Clients look for the authorization server at its issuer (RFC 8414 section 3), where the proxy must answer too. */
function checkIssuerOrigin(issuer: string, { publicUrl, allowedHosts }: Surroundings): Problem[] {
  if (publicUrl === undefined) return [];
  const { origin, host, hostname } = new URL(issuer);
  const usual = new URL(publicUrl).origin;
  const names = allowedHosts.map((name) => name.toLowerCase());
  if (origin === usual || names.includes(host) || names.includes(hostname)) return [];
  const message = `Clients would look for the authorization server at ${origin}, but this proxy is it, and answers at ${usual}, the origin of PROXY_PUBLIC_URL.`;
  const fix = `Leave it out, or let it begin with ${usual}. If the proxy is reached at ${origin} too, add ${hostname} to PROXY_ALLOWED_HOSTS. For an authorization server elsewhere set PROXY_AUTH=jwt and JWT_ISSUER.`;
  return [{ place: 'OAUTH_ISSUER', message, fix }];
}

function readUpstream(read: Reader, problems: Problem[]): UpstreamSettings | undefined {
  const place = 'OAUTH_UPSTREAM_ISSUER';
  const issuer = read.issuer(place);
  if (issuer === undefined) {
    if (read.text(place) === undefined) refuseUnused(read, UPSTREAM, place, problems);
    return undefined;
  }
  const scopes = (read.text('OAUTH_UPSTREAM_SCOPES') ?? '').split(/[\s,]+/).filter((scope) => scope !== '');
  if (scopes.length > 0 && !scopes.includes('openid')) {
    const fix = 'Add openid: without it nobody can be told apart.';
    problems.push({ place: 'OAUTH_UPSTREAM_SCOPES', message: 'openid is missing.', fix });
  }
  const clientId = demand('OAUTH_UPSTREAM_CLIENT_ID', read.text('OAUTH_UPSTREAM_CLIENT_ID'), place, problems);
  return { issuer, clientId, clientSecret: read.secret('OAUTH_UPSTREAM_CLIENT_SECRET'), scopes };
}

function readRedis(read: Reader, problems: Problem[]): string | undefined {
  const place = 'REDIS_URL';
  const url = read.text(place);
  if (url === undefined || (URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol))) return url;
  // The value is not shown: it may hold a password.
  problems.push({
    place,
    message: 'It is not a redis: or rediss: URL.',
    fix: 'Write it like redis://127.0.0.1:6379/1.',
  });
  return undefined;
}

function checkLogin({ usersFile, upstream }: OAuthSettings, { embedded }: Surroundings): Problem[] {
  const place = 'OAUTH_USERS_FILE';
  if (usersFile !== undefined && upstream !== undefined) {
    const message = 'Both a file of users and OAUTH_UPSTREAM_ISSUER are set.';
    return [{ place, message, fix: 'Set one of the two: people sign in at one place.' }];
  }
  if (embedded || usersFile !== undefined || upstream !== undefined) return [];
  return [{ place, message: 'Nobody could sign in.', fix: 'Set it, or OAUTH_UPSTREAM_ISSUER.' }];
}

/** Where grants, clients and keys are kept, and how they are protected there. */
function checkKeeping({ issuer, secrets, redisUrl }: OAuthSettings, { host, publicUrl }: Surroundings): Problem[] {
  const url = issuer ?? publicUrl;
  const isLocal = url === undefined ? isLoopback(host) : isLoopback(new URL(url).hostname);
  const short = secrets.some((secret) => secret.length < 32);
  const makeOne = 'Make one with: openssl rand -base64 48.';
  return [
    ...(url === undefined && !isLocal
      ? [
          {
            place: 'OAUTH_ISSUER',
            message: 'Clients elsewhere must know a URL of this server.',
            fix: 'Set PROXY_PUBLIC_URL.',
          },
        ]
      : []),
    ...(!isLocal && redisUrl === undefined
      ? [
          {
            place: 'REDIS_URL',
            message: 'Sign-ins and keys must outlive this process when others reach it.',
            fix: 'Set it.',
          },
        ]
      : []),
    ...(redisUrl !== undefined && secrets.length === 0
      ? [{ place: 'OAUTH_SECRET', message: 'REDIS_URL needs it, to encrypt what is kept there.', fix: makeOne }]
      : []),
    ...(short ? [{ place: 'OAUTH_SECRET', message: 'It has fewer than 32 characters.', fix: makeOne }] : []),
  ];
}
