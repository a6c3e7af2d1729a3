import type { Problem } from '../../errors.js';
import { checkImpliedScopes, checkScopes } from '../implied-scopes.js';
import { checkPublished } from '../protected-resource.js';
import { checkSecureUrl } from '../secure-url.js';
import { asymmetricAlgorithms } from './algorithms.js';
import { readKeySet } from './key-set.js';
import type { JwtOptions } from './options.js';

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function checkAudience(audience: unknown): readonly Problem[] {
  const all: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  if (all.length > 0 && all.every((item) => isText(item))) return [];
  const fix = 'Give the identifier under which your authorization server knows this server, often its public URL.';
  return [{ place: 'jwt.audience', message: 'is missing or empty: tokens for anybody would be accepted.', fix }];
}

function checkAlgorithms(algorithms: unknown): readonly Problem[] {
  const place = 'jwt.algorithms';
  if (algorithms === undefined) return [];
  if (!Array.isArray(algorithms) || algorithms.length === 0) return [{ place, message: 'must be a list of names.' }];
  const known: readonly unknown[] = asymmetricAlgorithms;
  const fix = `Use some of: ${asymmetricAlgorithms.join(', ')}.`;
  return algorithms
    .filter((name) => !known.includes(name))
    .map((name) => ({ place, message: `${JSON.stringify(name)} is no asymmetric signature algorithm.`, fix }));
}

function checkKeys({ keys, jwksUri }: JwtOptions): readonly Problem[] {
  if (keys === undefined) return jwksUri === undefined ? [] : checkSecureUrl('jwt.jwksUri', jwksUri, { query: true });
  const fix = 'Give a JWK Set of public keys: { keys: [{ kty, kid, … }] }.';
  const twice = jwksUri === undefined ? [] : [{ place: 'jwt.keys', message: 'is given besides jwksUri; give one.' }];
  const empty = Array.isArray(keys?.keys) && keys.keys.length === 0;
  if (empty) return [...twice, { place: 'jwt.keys', message: 'holds no key.', fix }];
  try {
    readKeySet(keys);
    return twice;
  } catch (error) {
    return [...twice, { place: 'jwt.keys', message: `${error instanceof Error ? error.message : 'is wrong'}.`, fix }];
  }
}

function checkNumbers({ clockTolerance = 0, keyFetch = {} }: JwtOptions): readonly Problem[] {
  const { fetch: _fetch, ...numbers } = keyFetch;
  const tolerance = Number.isFinite(clockTolerance) && clockTolerance >= 0 && clockTolerance <= 60;
  const wrong = Object.entries(numbers).filter(([, value]) => !(Number.isSafeInteger(value) && value > 0));
  return [
    ...(tolerance ? [] : [{ place: 'jwt.clockTolerance', message: 'must be 0 to 60 seconds.' }]),
    ...wrong.map(([name]) => ({ place: `jwt.keyFetch.${name}`, message: 'must be a whole number above 0.' })),
  ];
}

function checkNames({ typ = 'JWT', scopeClaim = 'scope', tenant }: JwtOptions): readonly Problem[] {
  const names = { 'jwt.typ': typ, 'jwt.scopeClaim': scopeClaim, 'jwt.tenant.claim': tenant?.claim ?? 'tenant_id' };
  return Object.entries(names).flatMap(([place, value]) =>
    isText(value) ? [] : [{ place, message: 'must be a text that is not empty.' }],
  );
}

/** All mistakes in the options of `jwt`. */
export function checkJwtOptions(options: JwtOptions): readonly Problem[] {
  const { issuer, requiredScopes = [], scopes = requiredScopes, impliedScopes = {}, resource } = options;
  return [
    ...checkSecureUrl('jwt.issuer', issuer),
    ...checkAudience(options.audience),
    ...checkAlgorithms(options.algorithms),
    ...checkKeys(options),
    ...checkNumbers(options),
    ...checkNames(options),
    ...(options.scopes === undefined ? [] : checkScopes('jwt.requiredScopes', requiredScopes)),
    ...checkImpliedScopes('jwt.impliedScopes', impliedScopes),
    ...checkPublished('jwt', { scopes, ...(resource !== undefined && { resource }) }),
  ];
}
