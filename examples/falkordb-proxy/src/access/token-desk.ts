import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A token for a user, with the seconds it is good for. */
export interface DeskToken {
  readonly accessToken: string;
  readonly expiresIn: number;
  /** Where there are tenants, the user's. */
  readonly tenant?: string;
}

/** Gives tokens to programs of the same user of this machine, over a socket that nobody else can open. */
export interface TokenDesk {
  close(): Promise<void>;
}

/** Bytes of a socket's path that every system takes. */
const MAX_PATH = 103;

/** Where the desk of a running proxy is, in the folder of its graphs. */
export function deskPath(dataDir: string): string {
  return join(dataDir, 'tokens.sock');
}

/** A token for a user, or `undefined` for one who is not known. */
export type IssueToken = (user: string) => Promise<DeskToken | undefined>;

/**
 * Opens the desk. The folder must be this process's own: a desk left over from a process that was killed is taken away.
 */
export async function openTokenDesk(dataDir: string, issue: IssueToken): Promise<TokenDesk> {
  const path = deskPath(dataDir);
  // A longer one is cut without a word, and the socket is made elsewhere.
  if (Buffer.byteLength(path) > MAX_PATH) throw new Error(`The path ${path} is too long for a socket.`);
  await rm(path, { force: true });
  const server = createServer((request, response) => void answer(request, response, issue));
  // The socket is made within `listen`, with these permissions from the start.
  const mask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(mask);
  }
  await once(server, 'listening');
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer({ url = '/' }: IncomingMessage, response: ServerResponse, issue: IssueToken): Promise<void> {
  const user = new URLSearchParams(url.replace(/^[^?]*/, '')).get('user') ?? '';
  const { status, body } = await serve(user, issue);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function serve(user: string, issue: IssueToken): Promise<{ readonly status: number; readonly body: object }> {
  try {
    const body = await issue(user);
    if (body !== undefined) return { status: 200, body };
    return { status: 404, body: { error: `There is no user ${JSON.stringify(user)}.` } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 503, body: { error: `No token can be made now: ${reason}` } };
  }
}

/**
 * Asks the desk of the proxy that uses `dataDir`.
 *
 * @throws Error when there is none, or no such user.
 */
export async function askTokenDesk(dataDir: string, user: string): Promise<DeskToken> {
  const path = `/?${new URLSearchParams({ user })}`;
  const { status, text: answered } = await get(deskPath(dataDir), path).catch((cause: unknown) => {
    const advice = 'Start one with: npm start. It must run with sign-in, and have the same FALKORDB_DATA_DIR.';
    throw new Error(`No proxy gives tokens here. ${advice}`, { cause });
  });
  const body = Object(JSON.parse(answered));
  if (status !== 200) throw new Error(String(body.error));
  const tenant = typeof body.tenant === 'string' ? { tenant: body.tenant } : {};
  return { accessToken: String(body.accessToken), expiresIn: Number(body.expiresIn), ...tenant };
}

async function get(socketPath: string, path: string): Promise<{ readonly status: number; readonly text: string }> {
  const asked = request({ socketPath, path, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, text: await text(response) };
}
