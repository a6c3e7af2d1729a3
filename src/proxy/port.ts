import type { AuthStrategy } from '../auth/strategy.js';
import type { Credential } from '../credentials/credential.js';
import { needsLoopback } from '../credentials/serve-rules.js';
import type { HttpLimits } from '../http/limits.js';
import { type ListenAddress, type Listener, listen } from '../http/listener.js';
import { isLoopbackHost } from '../http/loopback.js';
import type { PublicUrl } from '../http/public-url.js';
import type { Logger } from '../telemetry/logger.js';
import { misuse } from './misuse.js';
import type { HttpSide } from './serve-http.js';

/** The one port that a proxy may listen on. */
export interface Port {
  /** @throws ConfigurationError when it must not be opened, McpRestProxyError when it cannot be. */
  open(host: string, port: number): Promise<ListenAddress>;
  /** Where it is open, until it has been released. */
  address(): ListenAddress | undefined;
  /** What is open, also when it is just being opened. */
  listener(): Promise<Listener | undefined>;
  /** Forgets the listener, which somebody else has closed. */
  release(): void;
}

function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw misuse('listen.port', `${port} is not a port.`, 'Use a whole number from 0 to 65535.');
}

function checkHost(auth: AuthStrategy, host: string): void {
  if (auth.anonymous !== true || auth.allowNetwork === true || isLoopbackHost(host)) return;
  throw misuse(
    'listen.host',
    `without authentication everybody who reaches ${host} could call every tool.`,
    'Set up auth, listen on 127.0.0.1, or allow it by name: noAuth({ dangerouslyAllowNetwork: true }).',
  );
}

function checkKeys(credentials: readonly Credential[], host: string): void {
  if (isLoopbackHost(host) || !needsLoopback(credentials)) return;
  throw misuse(
    'listen.host',
    `tokens for the backend are signed with a development key, which must not serve beyond loopback, as ${host} does.`,
    'Use signingKeys({ keys }) with a key of your own.',
  );
}

/** On connections from the network a proxy without a URL publishes nothing, since only the request would name its host. */
function warnWithoutUrl({ auth: { protectedResource: resource }, publicUrl, logger }: PortOptions, host: string): void {
  if (publicUrl !== undefined || resource === undefined || resource.resource !== undefined) return;
  if (isLoopbackHost(host)) return;
  logger.warn(
    { host },
    'Without publicUrl the proxy does not know the URL that clients on the network dial: its OAuth metadata are answered with 404 and its challenges do not point at them, so clients cannot find out where to sign in. Set publicUrl',
  );
}

interface PortOptions {
  readonly auth: AuthStrategy;
  readonly publicUrl: PublicUrl | undefined;
  readonly credentials: readonly Credential[];
  readonly limits: HttpLimits;
  readonly logger: Logger;
}

export function createPort({ handler, transports }: HttpSide, options: PortOptions): Port {
  const { auth, credentials, limits, logger } = options;
  let opening: Promise<Listener> | undefined;
  let address: ListenAddress | undefined;
  const prepareAndListen = async (host: string, port: number): Promise<Listener> => {
    await auth.prepare?.();
    return listen(handler, { host, port }, limits, logger);
  };
  return {
    async open(host, port) {
      if (opening !== undefined)
        throw misuse('listen', 'it listens already.', 'Create a second proxy for a second port.');
      if (transports.length === 0) throw misuse('listen', 'there is no HTTP transport.', 'Call start() for stdio.');
      checkPort(port);
      checkHost(auth, host);
      checkKeys(credentials, host);
      opening = prepareAndListen(host, port);
      try {
        ({ address } = await opening);
        warnWithoutUrl(options, host);
        return address;
      } catch (error) {
        opening = undefined;
        throw error;
      }
    },
    address: () => address,
    listener: async () => opening?.catch(() => undefined),
    release() {
      address = undefined;
    },
  };
}
