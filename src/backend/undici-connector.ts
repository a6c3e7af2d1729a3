import { type LookupFunction, Socket } from 'node:net';
import { buildConnector } from 'undici';

/** How the default client connects. Certificates are always checked; there is no option to skip that. */
export interface UndiciClientOptions {
  readonly tls?: {
    /** Certificate authorities to trust instead of the system's, PEM. */
    readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[];
    /** Client certificate, PEM. */
    readonly cert?: string | Uint8Array;
    /** Key of the client certificate, PEM. */
    readonly key?: string | Uint8Array;
    readonly passphrase?: string;
  };
  /** Resolves host names. Default: `dns.lookup`. */
  readonly lookup?: LookupFunction;
}

/** Connects for undici, with a limit over look-up, TCP and TLS together that is exact to the millisecond. */
export function createConnector(options: UndiciClientOptions, connectTimeout: number): buildConnector.connector {
  const connect = buildConnector({ ...socketOptions(options), timeout: 0, allowH2: false });
  return (target, callback) => {
    let timer: NodeJS.Timeout | undefined;
    const socket: unknown = connect(target, (...result: Parameters<buildConnector.Callback>) => {
      clearTimeout(timer);
      callback(...result);
    });
    timer = setTimeout(() => {
      if (socket instanceof Socket) socket.destroy(new ConnectTimeout());
    }, connectTimeout);
  };
}

class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

function socketOptions({ tls, lookup }: UndiciClientOptions): buildConnector.BuildOptions {
  const { ca, cert, key, passphrase } = tls ?? {};
  return {
    ...(ca === undefined ? {} : { ca: (Array.isArray(ca) ? ca : [ca]).map(toPem) }),
    ...(cert === undefined ? {} : { cert: toPem(cert) }),
    ...(key === undefined ? {} : { key: toPem(key) }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(lookup === undefined ? {} : { lookup }),
    // Stated, so that NODE_TLS_REJECT_UNAUTHORIZED=0 cannot switch it off.
    rejectUnauthorized: true,
  };
}

function toPem(value: string | Uint8Array): string | Buffer {
  return typeof value === 'string' ? value : Buffer.from(value);
}
