import { checkImpliedScopes, checkScopes } from '../auth/implied-scopes.js';
import { checkSecureUrl } from '../auth/secure-url.js';
import type { Problem } from '../errors.js';
import { isLoopbackHost } from '../http/loopback.js';
import { isAcceptableScheme } from './clients/redirect-uri.js';
import { checkStaticClients } from './clients/static-clients.js';
import { type RsaKey, readRsaKey } from './keys/rsa-key.js';
import {
  checkKinds,
  either,
  having,
  type Kind,
  list,
  object,
  objects,
  text,
  texts,
  textsByName,
  truth,
} from './option-kinds.js';
import type { Lifetimes, OAuthServerOptions } from './options.js';
import { reservedClaims } from './provider/token-claims.js';
import { metadataRulesOf, readScopes } from './settings.js';

const MIN_SECRET = 32;
const maxSeconds: Partial<Record<keyof Lifetimes, number>> = {
  accessToken: 3600,
  authorizationCode: 600,
  interaction: 600,
};

const place = (name: string): string => `oauthServer.${name}`;

/** True when only this machine can reach the issuer. */
export function isLoopbackIssuer(issuer: string): boolean {
  return URL.canParse(issuer) && isLoopbackHost(new URL(issuer).hostname);
}

function checkIssuer(issuer: string): readonly Problem[] {
  const problems = checkSecureUrl(place('issuer'), issuer);
  if (problems.length > 0 || !issuer.endsWith('/')) return problems;
  const fix = `Write ${JSON.stringify(issuer.replace(/\/+$/, ''))}.`;
  return [{ place: place('issuer'), message: 'it ends with a slash; clients compare it letter by letter.', fix }];
}

function checkSecret({ secret, store }: OAuthServerOptions): Problem[] {
  const secrets = secret === undefined ? [] : typeof secret === 'string' ? [secret] : secret;
  const fix = 'Make one with: openssl rand -base64 48';
  if (secrets.length === 0 && store?.durable === true) {
    return [{ place: place('secret'), message: `the ${store.name} store needs one to encrypt what it keeps.`, fix }];
  }
  return secrets.flatMap((text, index) =>
    typeof text === 'string' && text.length >= MIN_SECRET
      ? []
      : [{ place: place(`secret[${index}]`), message: `it has fewer than ${MIN_SECRET} characters.`, fix }],
  );
}

function checkKeySource({ keys, store, issuer }: OAuthServerOptions): Problem[] {
  if (keys !== undefined && keys.length > 0) return [];
  if (store?.durable === true || isLoopbackIssuer(issuer)) return [];
  return [
    {
      place: place('keys'),
      message:
        'there is nowhere to keep signing keys: the store ends with the process, and the issuer is not loopback.',
      fix: 'Give keys, or a store such as redisStore(url).',
    },
  ];
}

function checkNumber(
  name: string,
  value: number | undefined,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): Problem[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return [];
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
  return [{ place: place(name), message: `must be a whole number, ${range}.` }];
}

function checkNumbers(options: OAuthServerOptions): Problem[] {
  const { ttl = {}, registration, throttle = {}, clientIdMetadata } = options;
  const limits = typeof registration === 'object' ? registration : {};
  const documents = typeof clientIdMetadata === 'object' ? clientIdMetadata : {};
  const names: readonly (keyof Lifetimes)[] = [
    'accessToken',
    'authorizationCode',
    'refreshToken',
    'grant',
    'session',
    'interaction',
  ];
  return [
    ...names.flatMap((name) => checkNumber(`ttl.${name}`, ttl[name], 1, maxSeconds[name])),
    ...checkNumber('registration.perAddress', limits.perAddress, 1),
    ...checkNumber('registration.window', limits.window, 1),
    ...checkNumber('registration.maxClients', limits.maxClients, 1),
    ...checkNumber('registration.unusedTtl', limits.unusedTtl, 1),
    ...checkNumber('throttle.maxFailures', throttle.maxFailures, 1),
    ...checkNumber('throttle.window', throttle.window, 1),
    ...checkNumber('clientIdMetadata.fetchesPerMinute', documents.fetchesPerMinute, 1),
    ...checkNumber('keyRotation', options.keyRotation, 3600),
    ...checkNumber('refreshGrace', options.refreshGrace, 0, 60),
    ...checkNumber('recheckInterval', options.recheckInterval, 100),
    ...checkNumber('rememberConsent', options.rememberConsent, 1),
  ];
}

function checkScopeOptions(options: OAuthServerOptions): Problem[] {
  const scopes = [...readScopes(options.scopes).keys()];
  const unknown = (name: string, given: readonly string[]): Problem[] =>
    given
      .filter((scope) => !scopes.includes(scope))
      .map((scope) => ({ place: place(name), message: `"${scope}" is not one of the scopes.` }));
  return [
    ...(scopes.length > 0 ? [] : [{ place: place('scopes'), message: 'there is none; no token could be given.' }]),
    ...checkScopes(place('scopes'), scopes),
    ...checkImpliedScopes(place('impliedScopes'), options.impliedScopes ?? {}),
    ...unknown('defaultScopes', options.defaultScopes ?? []),
    ...(options.defaultScopes?.length === 0 ? [{ place: place('defaultScopes'), message: 'there is none.' }] : []),
    ...(options.clients ?? []).flatMap(({ scopes: own = [] }, index) => unknown(`clients[${index}].scopes`, own)),
  ];
}

function checkSchemes({ allowedSchemes = [] }: OAuthServerOptions): Problem[] {
  return allowedSchemes
    .filter((scheme) => !isAcceptableScheme(scheme))
    .map((scheme) => ({
      place: place('allowedSchemes'),
      message: `${JSON.stringify(scheme)} cannot be allowed.`,
      fix: 'Name private-use schemes in lower case, without colon.',
    }));
}

function readKeys({ keys = [] }: OAuthServerOptions): { keys: readonly RsaKey[]; problems: readonly Problem[] } {
  const read = keys.map((key, index) => readRsaKey(place(`keys[${index}]`), key));
  const good = read.filter((key): key is RsaKey => !('place' in key));
  const ids = good.map(({ kid }) => kid);
  const doubled =
    new Set(ids).size < ids.length ? [{ place: place('keys'), message: 'two keys have the same kid.' }] : [];
  return { keys: good, problems: [...read.filter((key): key is Problem => 'place' in key), ...doubled] };
}

const kinds: Readonly<Record<string, Kind>> = {
  store: having('a store', ['get', 'set', 'take', 'delete', 'touch', 'addMember', 'publish', 'subscribe', 'close']),
  secret: either(text, list),
  keys: list,
  clients: objects,
  scopes: either(textsByName, list),
  defaultScopes: texts,
  resources: list,
  ttl: object,
  registration: either(truth, object),
  clientIdMetadata: either(truth, object),
  allowedSchemes: texts,
  tenant: object,
  throttle: object,
  logger: having('a logger', ['debug', 'info', 'warn', 'error']),
};

/** What is given as something else than it must be: checking it further would fail, or find what is not there. */
function checkShape(options: OAuthServerOptions): readonly Problem[] {
  const wrong = checkKinds('oauthServer', options, kinds);
  if (wrong.length > 0) return wrong;
  const { clients = [], clientIdMetadata, tenant = {} } = options;
  const rules = having('what tenantRules() gives', ['accepts', 'problem']);
  return [
    ...clients.flatMap((client, index) => checkKinds(place(`clients[${index}]`), client, { scopes: texts })),
    ...(typeof clientIdMetadata === 'object'
      ? checkKinds(place('clientIdMetadata'), clientIdMetadata, { hosts: texts, fetch: object })
      : []),
    ...checkKinds(place('tenant'), tenant, { claim: text, required: truth, rules }),
  ];
}

/** A claim that tokens have anyway can never hold the tenant. */
function checkTenantClaim({ tenant: { claim } = {} }: OAuthServerOptions): Problem[] {
  if (claim === undefined || (claim !== '' && !reservedClaims.has(claim))) return [];
  return [{ place: place('tenant.claim'), message: `${JSON.stringify(claim)} cannot hold the tenant.` }];
}

/** Every mistake in the options, and the keys in them. */
export function checkOptions(options: OAuthServerOptions): {
  readonly keys: readonly RsaKey[];
  readonly problems: readonly Problem[];
} {
  const misshapen = checkShape(options);
  if (misshapen.length > 0) return { keys: [], problems: misshapen };
  const { keys, problems } = readKeys(options);
  const format = options.accessTokenFormat ?? 'opaque';
  return {
    keys,
    problems: [
      ...checkIssuer(options.issuer),
      ...(typeof options.login === 'function' ? [] : [{ place: place('login'), message: 'must be a login.' }]),
      ...checkSecret(options),
      ...checkKeySource(options),
      ...problems,
      ...checkNumbers(options),
      ...checkScopeOptions(options),
      ...checkSchemes(options),
      ...checkTenantClaim(options),
      ...checkStaticClients(options.clients ?? [], metadataRulesOf(options)),
      ...(options.resources ?? []).flatMap((resource) => checkSecureUrl(place('resources'), resource, { query: true })),
      ...(options.resources?.length === 0 ? [{ place: place('resources'), message: 'there is none.' }] : []),
      ...(['opaque', 'jwt'].includes(format)
        ? []
        : [{ place: place('accessTokenFormat'), message: 'must be "opaque" or "jwt".' }]),
    ],
  };
}
