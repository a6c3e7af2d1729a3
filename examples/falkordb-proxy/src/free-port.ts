import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Looks at the port before anything else is started, so that a second start ends at once.
 *
 * @throws Error that names the port and the variable to change.
 */
export async function ensurePortIsFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE') return;
    throw new Error(
      `Port ${port} on ${host} is in use, perhaps by a proxy that runs already. Stop that program, or choose another port with PROXY_PORT (0 picks a free one).`,
      { cause: error },
    );
  }
  server.close();
  await once(server, 'close');
}

/**
 * The port itself, or for 0 one that is free now: who issues tokens must know their own URL before they listen.
 */
export async function choosePort(host: string, port: number): Promise<number> {
  if (port !== 0) return port;
  const server = createServer();
  server.listen({ host, port });
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : port;
}
