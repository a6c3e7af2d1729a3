import {
  type JSONRPCRequest,
  ProtocolError,
  type Result,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Logger } from '../telemetry/logger.js';
import { RpcError, rpcCode } from './rpc-error.js';

type Handler = (request: JSONRPCRequest, ctx: ServerContext) => Promise<Result>;
type ServerInfo = ConstructorParameters<typeof Server>[0];
type ServerOptions = NonNullable<ConstructorParameters<typeof Server>[1]>;

/**
 * The SDK's server with the two things it leaves to its user: an era fixed from the start,
 * and handlers whose errors never carry more than we mean to say.
 * The only place that touches protected members of the SDK; test/mcp/engine-server.test.ts guards them.
 */
export class EngineServer extends Server {
  readonly #logger: Logger;

  /** @param modernVersion serve this revision without a handshake; `undefined` waits for `initialize`. */
  constructor(info: ServerInfo, options: ServerOptions, logger: Logger, modernVersion?: string) {
    super(info, options);
    this.#logger = logger;
    // The SDK's own way to set the era of a server is internal to its entry points,
    // which read web-standard requests that our transports do not make.
    if (modernVersion !== undefined) this._negotiatedProtocolVersion = modernVersion;
    this.onerror = (error) => logger.debug({ reason: withoutPayload(error) }, 'A protocol message was not handled');
  }

  protected override _wrapHandler(method: string, handler: Handler): Handler {
    const wrapped = super._wrapHandler(method, handler);
    return async (request, ctx) => {
      try {
        return await wrapped(request, ctx);
      } catch (error) {
        throw error instanceof RpcError ? error : this.#conceal(method, error);
      }
    };
  }

  /** Our handlers throw RpcError only: what else arrives here is the SDK's verdict on a request or a result. */
  #conceal(method: string, error: unknown): RpcError {
    if (method !== 'tools/call' || isBadCall(error)) {
      return new RpcError(rpcCode.invalidParams, `Invalid params of ${method}`);
    }
    this.#logger.error({ method, error }, 'A result does not fit the protocol');
    return new RpcError(rpcCode.internalError, 'Internal error');
  }
}

function isBadCall(error: unknown): boolean {
  return error instanceof ProtocolError && error.message.startsWith('Invalid tools/call request');
}

/** The SDK puts whole messages behind a colon; they may hold what must not be logged. */
function withoutPayload(error: Error): string {
  return error.message.split(':', 1).join('');
}
