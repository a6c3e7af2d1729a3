import { randomBytes } from 'node:crypto';
import { hashPassword, type LocalUser } from 'mcp-rest-proxy/oauth';
import { PEOPLE } from './people.js';

/** Somebody who can sign in to a first try. */
export interface DemoUser {
  readonly name: string;
  readonly tenant: string;
  /** Known to nobody else, and gone with the process. */
  readonly password: string;
}

/** The people of a first try, with passwords made up on the spot. */
export function makeDemoUsers(): readonly DemoUser[] {
  return PEOPLE.map((person) => ({ ...person, password: randomBytes(12).toString('base64url') }));
}

/** The same as the authorization server wants them. Tenants are left out where there are none. */
export function toLocalUsers(users: readonly DemoUser[], tenants: boolean): Promise<readonly LocalUser[]> {
  return Promise.all(
    users.map(async ({ name, tenant, password }) => ({
      name,
      password: await hashPassword(password),
      ...(tenants && { tenant }),
    })),
  );
}
