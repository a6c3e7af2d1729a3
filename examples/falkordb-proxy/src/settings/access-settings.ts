import type { Problem } from 'mcp-rest-proxy';
import type { Reader } from '../environment.js';
import { falkordbTenants } from '../tenants/rules.js';

/** How clients may prove who they are. */
export type AuthWay = 'api-key' | 'jwt' | 'oauth';

/** Tokens of an authorization server elsewhere. */
export interface JwtSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string | undefined;
}

/** A key of a client. */
export interface ClientKey {
  readonly key: string;
  readonly tenant: string | undefined;
}

const WAYS: readonly AuthWay[] = ['api-key', 'jwt', 'oauth'];

/** The ways of `PROXY_AUTH`; none lets everybody in. `usual` are those of a variable that is not set. */
export function readWays(read: Reader, usual: readonly AuthWay[], problems: Problem[]): readonly AuthWay[] {
  const place = 'PROXY_AUTH';
  const names = [...new Set(read.list(place))];
  if (names.length === 0) return usual;
  const isWay = (name: string): name is AuthWay => WAYS.some((way) => way === name);
  for (const name of names.filter((name) => name !== 'none' && !isWay(name))) {
    const fix = `Use one of: none, ${WAYS.join(', ')}; several of the last three, separated by commas.`;
    problems.push({ place, message: `${JSON.stringify(name)} is not known.`, fix });
  }
  if (names.includes('none') && names.length > 1) {
    const message = 'none lets everybody in, so that the others would protect nothing.';
    problems.push({ place, message, fix: 'Leave none out, or use it alone.' });
  }
  return names.filter(isWay);
}

/** Complains of variables that nobody reads. */
export function refuseUnused(read: Reader, names: readonly string[], needed: string, problems: Problem[]): void {
  for (const place of names.filter((name) => read.text(name) !== undefined)) {
    problems.push({ place, message: 'It is set, but not used.', fix: `Set ${needed}, or take it out.` });
  }
}

/** Variables that must be set, by name. */
export function demand(name: string, value: string | undefined, needed: string, problems: Problem[]): string {
  // A value that is there but wrong has been complained of already.
  if (value === undefined && !problems.some(({ place }) => place === name)) {
    problems.push({ place: name, message: `${needed} needs it.`, fix: 'Set it.' });
  }
  return value ?? '';
}

/** The claim that names the tenant of a caller; `undefined` when all callers share their graphs. */
export function readTenantClaim(read: Reader, ways: readonly AuthWay[], problems: Problem[]): string | undefined {
  const people = ways.some((way) => way !== 'api-key');
  const on = read.choice('TENANTS', ['true', 'false'], people ? 'true' : 'false') === 'true';
  const claim = read.text('TENANT_CLAIM');
  if (!on) {
    refuseUnused(read, ['TENANT_CLAIM'], 'TENANTS=true', problems);
    return undefined;
  }
  if (ways.length === 0) {
    const message = 'Nobody is asked who they are, so that tenants cannot be told apart.';
    problems.push({ place: 'TENANTS', message, fix: 'Set PROXY_AUTH, or TENANTS=false.' });
  }
  return claim ?? 'tenant_id';
}

/** Where tokens of `PROXY_AUTH=jwt` come from. */
export function readJwt(read: Reader, ways: readonly AuthWay[], problems: Problem[]): JwtSettings | undefined {
  const needed = 'PROXY_AUTH=jwt';
  if (!ways.includes('jwt')) {
    refuseUnused(read, ['JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_JWKS_URI'], needed, problems);
    return undefined;
  }
  return {
    issuer: demand('JWT_ISSUER', read.issuer('JWT_ISSUER'), needed, problems),
    audience: demand('JWT_AUDIENCE', read.text('JWT_AUDIENCE'), needed, problems),
    jwksUri: read.issuer('JWT_JWKS_URI'),
  };
}

const makeOne = 'Make one with: openssl rand -base64 32';

/** The keys of `PROXY_AUTH=api-key`; with tenants each is `TENANT:KEY`. */
export function readApiKeys(
  read: Reader,
  ways: readonly AuthWay[],
  tenants: boolean,
  problems: Problem[],
): readonly ClientKey[] | undefined {
  const place = 'PROXY_API_KEYS';
  const keys = read.list(place);
  if (!ways.includes('api-key')) {
    if (keys.length > 0) {
      const message = 'Keys are set, but PROXY_AUTH does not ask for them.';
      problems.push({ place, message, fix: 'Set PROXY_AUTH=api-key, or take the keys out.' });
    }
    return undefined;
  }
  if (keys.length === 0) {
    problems.push({ place, message: 'PROXY_AUTH=api-key needs at least one key.', fix: `${makeOne}.` });
  }
  const known = keys.map((text) => (tenants ? splitKey(text) : { key: text, tenant: undefined }));
  problems.push(...known.flatMap((key, index) => checkKey(key, index, tenants)));
  return known;
}

function splitKey(text: string): ClientKey {
  const mark = text.indexOf(':');
  return mark < 0 ? { key: text, tenant: undefined } : { key: text.slice(mark + 1), tenant: text.slice(0, mark) };
}

function checkKey({ key, tenant }: ClientKey, index: number, tenants: boolean): Problem[] {
  const place = 'PROXY_API_KEYS';
  const name = `Key ${index + 1}`;
  const isKey = /^[\x21-\x7e]{16,}$/.test(key);
  const wrong = tenants ? falkordbTenants.problem(tenant) : undefined;
  return [
    ...(isKey ? [] : [{ place, message: `${name} must be 16 or more visible ASCII characters.`, fix: `${makeOne}.` }]),
    ...(wrong === undefined
      ? []
      : [{ place, message: `${name}: ${wrong}`, fix: 'With TENANTS=true write TENANT:KEY.' }]),
  ];
}
