import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';

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

/**
 * Opens the desk. The folder must be this process's own: a desk left over from a process that was killed is taken away.
 *
 * @param issue makes a token for a user; rejects for one who is not known.
 */
export async function openTokenDesk(dataDir: string, issue: (user: string) => Promise<DeskToken>): Promise<TokenDesk> {
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

async function answer(
  { url = '/' }: IncomingMessage,
  response: ServerResponse,
  issue: (user: string) => Promise<DeskToken>,
): Promise<void> {
  const user = new URL(url, 'http://desk').searchParams.get('user') ?? '';
  const told = await issue(user).then(
    (body) => ({ status: 200, body }),
    () => ({ status: 404, body: { error: `There is no user ${JSON.stringify(user)}.` } }),
  );
  response.writeHead(told.status, { 'content-type': 'application/json' }).end(JSON.stringify(told.body));
}

/**
 * Asks the desk of the proxy that uses `dataDir`.
 *
 * @throws Error when there is none, or no such user.
 */
export async function askTokenDesk(dataDir: string, user: string): Promise<DeskToken> {
  const path = `/?${new URLSearchParams({ user })}`;
  const { status, text } = await get(deskPath(dataDir), path).catch((cause: unknown) => {
    const advice = 'Start one with: npm start. It must run with sign-in, and have the same FALKORDB_DATA_DIR.';
    throw new Error(`No proxy gives tokens here. ${advice}`, { cause });
  });
  const body = Object(JSON.parse(text));
  if (status !== 200) throw new Error(String(body.error));
  const tenant = typeof body.tenant === 'string' ? { tenant: body.tenant } : {};
  return { accessToken: String(body.accessToken), expiresIn: Number(body.expiresIn), ...tenant };
}

function get(socketPath: string, path: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
    });
    asked.on('error', reject);
    asked.end();
  });
}
