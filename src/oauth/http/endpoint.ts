import type { IncomingMessage, ServerResponse } from 'node:http';
import { StoreUnavailableError } from '../../store/store.js';
import type { Logger } from '../../telemetry/logger.js';
import { hardening, openToAll, sendOAuthError, sendUnavailable, setHeaders } from './answers.js';

type Handle = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface EndpointOptions {
  readonly methods: readonly string[];
  /** Whether web pages of every origin may use it. */
  readonly open: boolean;
  readonly logger: Logger;
  readonly handle: Handle;
}

function sendPreflight(response: ServerResponse, methods: readonly string[]): void {
  response.writeHead(204, {
    'Access-Control-Allow-Methods': methods.join(', '),
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, Accept, MCP-Protocol-Version',
    'Access-Control-Max-Age': '600',
  });
  response.end();
}

/** One endpoint of the authorization server: its methods, its headers, and no failure without an answer. */
export function endpoint({ methods, open, logger, handle }: EndpointOptions): Handle {
  const served = open ? [...methods, 'OPTIONS'] : methods;
  return async (request, response) => {
    setHeaders(response, open ? { ...hardening, ...openToAll } : hardening);
    const { method = '' } = request;
    if (open && method === 'OPTIONS') return sendPreflight(response, methods);
    if (!methods.includes(method)) {
      request.resume();
      const description = `This method is not served here; these are: ${served.join(', ')}.`;
      return sendOAuthError(response, 405, 'invalid_request', { description, headers: { Allow: served.join(', ') } });
    }
    try {
      await handle(request, response);
    } catch (error) {
      if (error instanceof StoreUnavailableError) return sendUnavailable(response);
      logger.error({ error }, 'The authorization server failed');
      sendOAuthError(response, 500, 'server_error');
    }
  };
}
