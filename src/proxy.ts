import { noAuth } from './auth/no-auth.js';
import { warnOfRelays } from './credentials/serve-rules.js';
import { drainAndClose } from './http/drain.js';
import { createChannels } from './proxy/channels.js';
import { misuse } from './proxy/misuse.js';
import type { McpProxy, ProxyOptions } from './proxy/options.js';
import { createPort } from './proxy/port.js';
import { resolveOptions } from './proxy/resolve-options.js';
import { type HttpSide, serveHttp } from './proxy/serve-http.js';
import { consoleLogger } from './telemetry/console-logger.js';
import { sse } from './transports/sse.js';
import { streamableHttp } from './transports/streamable-http.js';
import type { ChannelTransport, HttpTransport, Transport } from './transports/transport.js';

export type { MakeTools, McpProxy, ProxyOptions, ProxyTools, ServerOptions, ServingOptions } from './proxy/options.js';

const isHttp = (transport: Transport): transport is HttpTransport => transport.kind === 'http';
const isChannel = (transport: Transport): transport is ChannelTransport => transport.kind === 'channel';

/**
 * Puts an MCP server together: tools, authentication, transports, guards and health. Signals are the
 * application's: call `close()` on the ones it wants to end by.
 *
 * @throws ConfigurationError with every mistake at once.
 * @throws EndpointError with every mistake in the endpoint map.
 */
export function createProxy(options: ProxyOptions): McpProxy {
  const { logger = consoleLogger(), auth = noAuth(), transports = [streamableHttp(), sse()] } = options;
  const settings = resolveOptions(options, logger);
  const { engine, limits, publicUrl, tools, closeTools } = settings;
  let closing: Promise<void> | undefined;

  const serve = (): HttpSide => {
    try {
      const isDraining = (): boolean => closing !== undefined;
      return serveHttp({ options, settings, auth, logger, isDraining }, transports.filter(isHttp));
    } catch (error) {
      void closeTools();
      throw error;
    }
  };
  const http = serve();
  const { credentials = [], definitions } = tools;
  const port = createPort(http, { auth, publicUrl, credentials, limits, logger });
  const channels = createChannels(transports.filter(isChannel), { engine, logger, auth });

  warnOfRelays(credentials, { logger, proxy: options.name, tools: definitions.map(({ name }) => name) });

  const refuseWhenClosed = (place: string): void => {
    if (closing !== undefined) throw misuse(place, 'the proxy is closed.', 'Create a new one.');
  };
  const shutDown = async (): Promise<void> => {
    // What runs for a client that has gone belongs to no transport any more, but is waited for all the same.
    const rest = {
      drain: engine.idle,
      async close() {
        await channels.close();
        engine.abortCalls();
      },
    };
    await drainAndClose(await port.listener(), [...http.transports, rest], options.drainTimeout ?? 25_000);
    port.release();
    await closeTools();
    await auth.close?.();
  };

  return {
    handler: http.handler,
    tools,
    get address() {
      return port.address();
    },
    async listen({ port: number = 3001, host = '127.0.0.1' } = {}) {
      refuseWhenClosed('listen');
      return port.open(host, number);
    },
    async start() {
      refuseWhenClosed('start');
      await channels.start();
    },
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}
