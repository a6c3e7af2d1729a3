import type { IncomingMessage } from 'node:http';
import type { Problem } from '../errors.js';
import { HttpError } from './http-error.js';
import { isLoopbackAddress, loopbackNames } from './loopback.js';

interface HostName {
  readonly name: string;
  readonly port: string | undefined;
}

function parseHost(host: string): HostName | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(host);
  return match?.[1] === undefined ? undefined : { name: match[1].toLowerCase(), port: match[2] };
}

/** What is wrong with `allowedHosts`. */
export function checkAllowedHosts(allowedHosts: readonly string[]): readonly Problem[] {
  return allowedHosts.flatMap((host, index) =>
    parseHost(host) !== undefined
      ? []
      : [
          {
            place: `allowedHosts[${index}]`,
            message: `${JSON.stringify(host)} is not a host name.`,
            fix: 'Write a name, or a name and a port, without scheme or path: "mcp.example.com".',
          },
        ],
  );
}

/** True when the connection came in over the loopback interface or a Unix socket. */
export function isLocalConnection({ socket }: IncomingMessage): boolean {
  return socket.localAddress === undefined || isLoopbackAddress(socket.localAddress);
}

/**
 * Refuses requests under a foreign `Host`, which is what DNS rebinding looks like. On by default for every
 * connection over loopback; for others as soon as hosts are configured. The names of loopback are always fine,
 * since no other machine can give them to itself.
 *
 * @param allowed names (any port) or `name:port`.
 * @returns a check that throws `HttpError` 403.
 */
export function createHostGuard(allowed: readonly string[]): (request: IncomingMessage) => void {
  const names = new Set(loopbackNames);
  const exact = new Set<string>();
  for (const { name, port } of allowed.flatMap((host) => parseHost(host) ?? [])) {
    if (port === undefined) names.add(name);
    else exact.add(`${name}:${port}`);
  }
  return (request) => {
    if (allowed.length === 0 && !isLocalConnection(request)) return;
    const host = parseHost(request.headers.host ?? '');
    if (host !== undefined && (names.has(host.name) || exact.has(`${host.name}:${host.port ?? ''}`))) return;
    throw new HttpError(403, 'This Host is not served here. Its operator can add it to allowedHosts or publicUrl.');
  };
}
