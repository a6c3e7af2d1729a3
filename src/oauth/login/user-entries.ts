import type { Problem } from '../../errors.js';
import { type PasswordHash, readPasswordHash } from './password.js';

/** One person, with the password as `hashPassword` gives it. */
export interface LocalUser {
  /** What is typed to sign in, and the account's `sub`. Up to 64 letters, digits and `._@+-`. */
  readonly name: string;
  /** `scrypt$N$r$p$salt$hash` */
  readonly password: string;
  readonly tenant?: string;
  /** The most this person can allow an application to do. Default: everything the server offers. */
  readonly scopes?: readonly string[];
}

/** A user as kept in memory. */
export interface KnownUser {
  readonly name: string;
  readonly password: PasswordHash;
  readonly tenant: string | undefined;
  readonly scopes: readonly string[] | undefined;
}

const nameForm = /^[\p{L}\p{N}._@+-]{1,64}$/u;
const tenantForm = /^[^\s:\p{C}]{1,128}$/u;
/** `scope-token` of RFC 6749 section 3.3, without what separates our fields and lists. */
const scopeForm = /^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]+$/;

function splitLine(line: string): LocalUser {
  const [name = '', password = '', tenant = '', ...scopes] = line.split(':');
  const listed = scopes.join(':').split(',');
  return {
    name,
    password,
    ...(tenant === '' ? {} : { tenant }),
    ...(scopes.length === 0 ? {} : { scopes: listed.map((scope) => scope.trim()).filter((scope) => scope !== '') }),
  };
}

/** Takes the lines of a users file, or of an environment entry, where `;` separates them as well. */
export function splitUsers(text: string): readonly { readonly place: string; readonly user: LocalUser }[] {
  return text.split(/\r?\n/).flatMap((line, index) =>
    line
      .replace(/^\s*#.*/, '')
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => ({ place: `line ${index + 1}`, user: splitLine(part) })),
  );
}

function isScope(scope: unknown): boolean {
  return typeof scope === 'string' && scopeForm.test(scope);
}

function entryProblems({ name, password, tenant, scopes }: LocalUser, place: string): readonly Problem[] {
  const hash = typeof password === 'string' ? readPasswordHash(password) : 'the password hash is missing.';
  const nameOk = typeof name === 'string' && nameForm.test(name);
  const tenantOk = tenant === undefined || (typeof tenant === 'string' && tenantForm.test(tenant));
  const scopesOk = scopes === undefined || (Array.isArray(scopes) && scopes.every(isScope));
  return [
    ...(nameOk ? [] : [{ place, message: 'the name is not made of 1 to 64 letters, digits and . _ @ + -' }]),
    ...(typeof hash === 'string' ? [{ place, message: hash, fix: 'Make one with hashPassword().' }] : []),
    ...(tenantOk ? [] : [{ place, message: 'the tenant holds spaces, colons or control characters.' }]),
    ...(scopesOk ? [] : [{ place, message: 'a scope holds spaces, quotes or other characters scopes cannot have.' }]),
  ];
}

/** Reads users; gives either all of them or all that is wrong with them. Never shows a hash. */
export function readUsers(entries: readonly { readonly place: string; readonly user: LocalUser }[]): {
  readonly users: ReadonlyMap<string, KnownUser>;
  readonly problems: readonly Problem[];
} {
  const users = new Map<string, KnownUser>();
  const problems: Problem[] = [];
  for (const { place, user } of entries) {
    problems.push(...entryProblems(user, place));
    const password = readPasswordHash(String(user.password));
    const name = String(user.name).normalize('NFC');
    if (users.has(name)) problems.push({ place, message: `the name ${JSON.stringify(name)} is there twice.` });
    if (typeof password !== 'string') users.set(name, { name, password, tenant: user.tenant, scopes: user.scopes });
  }
  return { users, problems };
}
