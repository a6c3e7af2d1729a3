import { PEOPLE } from './access/people.js';
import { askTokenDesk, type DeskToken } from './access/token-desk.js';
import { readDataDir } from './config.js';
import { isLoopback } from './environment.js';

/** As whom a client comes in. */
export interface Visitor {
  /** For people to read. */
  readonly who: string;
  /** Undefined where nobody is asked. */
  readonly token: string | undefined;
}

/** The client of the story, and where there are tenants, one of another tenant. */
export interface Visitors {
  readonly main: Visitor;
  readonly neighbour?: Visitor;
}

/**
 * Finds a way into a proxy: `PROXY_API_KEY`, or else tokens from the proxy that runs on this machine, or else none.
 *
 * @throws Error that says what to do, when no proxy answers or none of these lets anybody in.
 */
export async function findVisitors(base: string, env: NodeJS.ProcessEnv): Promise<Visitors> {
  if (!(await refuses(base))) return { main: { who: 'Nobody is asked to sign in.', token: undefined } };
  const key = env.PROXY_API_KEY?.trim();
  if (key) {
    await ensureTaken(base, 'PROXY_API_KEY', key);
    return { main: { who: 'Signed in with PROXY_API_KEY.', token: key } };
  }
  return visitorsOf(base, readDataDir(env));
}

async function visitorsOf(base: string, dataDir: string): Promise<Visitors> {
  const [{ name }, { name: other }] = PEOPLE;
  const own = await askDesk(base, dataDir, name);
  await ensureTaken(base, 'the tokens of the proxy that runs on this machine', own.accessToken);
  const token = own.accessToken;
  if (own.tenant === undefined) return { main: { who: `Signed in as ${name}.`, token } };
  const theirs = await askDesk(base, dataDir, other);
  return {
    main: { who: `Signed in as ${name} of tenant ${own.tenant}.`, token },
    neighbour: { who: `${other} of tenant ${theirs.tenant}`, token: theirs.accessToken },
  };
}

/** True when a request that asks for nothing is answered with 401. */
async function refuses(base: string, token?: string): Promise<boolean> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    const response = await fetch(`${base}/mcp`, { method: 'POST', headers, body: '' });
    await response.body?.cancel();
    return response.status === 401;
  } catch (cause) {
    const advice = 'Start one with `npm start` in another terminal, or name one with PROXY_URL.';
    throw new Error(`No proxy answers at ${base}. ${advice}`, { cause });
  }
}

async function ensureTaken(base: string, name: string, token: string): Promise<void> {
  if (!(await refuses(base, token))) return;
  const advice = 'Set PROXY_API_KEY to one of its keys, or to a fresh access token: `npm run token` prints one.';
  throw new Error(`The proxy at ${base} does not take ${name}. ${advice}`);
}

/** Tokens of this machine's proxy are for this machine's proxy, and sent nowhere else. */
async function askDesk(base: string, dataDir: string, user: string): Promise<DeskToken> {
  try {
    if (!isLoopback(new URL(base).hostname)) throw new Error('It runs on another machine.');
    return await askTokenDesk(dataDir, user);
  } catch (cause) {
    const advice =
      'Set PROXY_API_KEY to one of its keys, or to an access token: `npm run token` prints one where a proxy with ' +
      `sign-in runs on this machine. That proxy is looked for in FALKORDB_DATA_DIR, ${dataDir}.`;
    throw new Error(`The proxy at ${base} asks for a token, and none was to be had. ${advice}`, { cause });
  }
}
