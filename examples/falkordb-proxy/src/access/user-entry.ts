import { falkordbTenants } from '../tenants/rules.js';

/** What people may be called: the form that the authorization server asks for. */
const NAME = /^[\p{L}\p{N}._@+-]{1,64}$/u;

/**
 * Makes sure that a user could sign in under this name, before anybody is asked for a password.
 *
 * @throws Error with how the command is to be written.
 */
export function checkEntry(name: string, tenant: string | undefined, others: readonly string[]): void {
  const usage = 'Write: npm run hash-password -- NAME TENANT. TENANT is left out where there are no tenants.';
  if (name === '') throw new Error(`Whose password is it? ${usage}`);
  if (others.length > 0) throw new Error(`There is more than a name and a tenant; the password is asked for. ${usage}`);
  if (!NAME.test(name)) throw new Error('The name is not made of 1 to 64 letters, digits and . _ @ + -');
  const problem = tenant === undefined ? undefined : falkordbTenants.problem(tenant);
  if (problem !== undefined) throw new Error(`${problem} Its name is letters, digits and hyphens, and not "shared".`);
}
