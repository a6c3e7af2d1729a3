import type { SignIns } from '../announcement.js';
import type { Life } from '../lifecycle.js';
import { type OpenOAuth, TOKEN_CLIENT } from './open-oauth.js';
import { type DeskToken, type IssueToken, openTokenDesk } from './token-desk.js';

/** Lets `npm run token` get tokens of the users that were made up, and makes the first one. */
export async function serveTokens(
  { server, demoUsers }: OpenOAuth,
  { dataDir, tenants }: { readonly dataDir: string | undefined; readonly tenants: boolean },
  life: Life,
): Promise<SignIns> {
  const [first] = demoUsers;
  if (first === undefined) return { users: [], token: undefined };
  const users = demoUsers.map(({ name, tenant, password }) => ({ name, password, ...(tenants && { tenant }) }));
  const issue = async ({ name: subject, tenant }: (typeof users)[number]): Promise<DeskToken> => {
    const { accessToken, expiresIn } = await server.issueToken({ subject, clientId: TOKEN_CLIENT });
    return { accessToken, expiresIn, ...(tenant !== undefined && { tenant }) };
  };
  const issueTo: IssueToken = async (name) => {
    const user = users.find((known) => known.name === name);
    return user && issue(user);
  };
  if (dataDir !== undefined) await openDesk(dataDir, issueTo, life);
  return { users, token: await issueTo(first.name) };
}

/** A convenience: where the path is too long for a socket, the proxy runs without. */
async function openDesk(dataDir: string, issue: IssueToken, life: Life): Promise<void> {
  try {
    const desk = await openTokenDesk(dataDir, issue);
    life.onEnd(() => desk.close());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`npm run token is of no use this time: ${reason}`);
  }
}
