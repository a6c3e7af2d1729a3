import { IncomingMessage } from 'node:http';
import { clientAddress } from '../../http/client-address.js';

export interface ProviderRequest {
  /** The path of the endpoint below the issuer, with its query. */
  readonly url: string;
  /** For endpoints that answer programs: the library would give a browser HTML. */
  readonly json: boolean;
  readonly body?: Buffer;
}

/** What the library may see of a request; the rest, forwarding headers first of all, is not passed on (T008). */
const passed = ['authorization', 'content-type', 'cookie', 'user-agent', 'accept-language'] as const;

/**
 * The request as the library is to see it: host, scheme and path are those of the configured issuer whatever was
 * sent, since the library builds every URL from them.
 */
export function toProviderRequest(request: IncomingMessage, issuer: URL, wanted: ProviderRequest): IncomingMessage {
  const { url, json, body = Buffer.alloc(0) } = wanted;
  const message = new IncomingMessage(request.socket);
  const kept = passed.flatMap((name) => {
    const value = request.headers[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  message.method = request.method;
  message.url = url;
  message.httpVersion = request.httpVersion;
  message.headers = {
    ...Object.fromEntries(kept),
    host: issuer.host,
    'x-forwarded-proto': issuer.protocol.slice(0, -1),
    'x-forwarded-for': clientAddress(request) ?? '',
    accept: json ? 'application/json' : 'text/html',
    ...(request.method === 'POST' ? { 'content-length': String(body.byteLength) } : {}),
  };
  const prefix = issuer.pathname.replace(/\/$/, '');
  Object.assign(message, { originalUrl: `${prefix}${url}` });
  // Without this, the end of the body would count as an aborted request and take the socket with it.
  message.complete = true;
  message.push(body);
  message.push(null);
  return message;
}
