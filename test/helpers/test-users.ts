import type { FormLogin, Login, SignIn } from '../../src/oauth/login/login.js';

const people: ReadonlyMap<
  string,
  { readonly name: string; readonly tenant: string; readonly scopes?: readonly string[] }
> = new Map([
  ['alice', { name: 'Alice Liddell', tenant: 'wonderland' }],
  ['bob', { name: 'Bob', tenant: 'works' }],
  ['reader', { name: 'Reader', tenant: 'library', scopes: ['notes:read'] }],
]);

export const PASSWORD = 'correct horse battery staple';

function accountOf(subject: string) {
  const person = people.get(subject);
  return person === undefined ? undefined : { subject, claims: {}, ...person };
}

/** A login that needs no hashing: alice, bob and reader, all with the same password. */
export const testUsers: Login = (): FormLogin => ({
  kind: 'form',
  async authenticate({ username, password }): Promise<SignIn> {
    const account = accountOf(username);
    return account !== undefined && password === PASSWORD ? { status: 'authenticated', account } : { status: 'denied' };
  },
  find: async (subject) => accountOf(subject),
});
