import type { Readable, Writable } from 'node:stream';
import type { Principal } from '../auth/principal.js';
import type { ChannelTransport } from './transport.js';

export interface StdioOptions {
  /** Default: the process's own. */
  readonly stdin?: Readable;
  /** Default: the process's own, which then carries nothing else: whatever others print goes to stderr. */
  readonly stdout?: Writable;
  /** Who the client acts as. Default: the user of the process, with every scope. */
  readonly principal?: Principal;
}

/** Stdio has no authentication: whoever started the process is the caller (MCP, Authorization, introduction). */
const processOwner: Principal = { subject: 'local', issuer: 'stdio', scopes: 'all', claims: {} };

/** Serves the client that started this process; ends when that client closes stdin. */
export function stdio(options: StdioOptions = {}): ChannelTransport {
  const { stdin = process.stdin, stdout = process.stdout, principal = processOwner } = options;
  return {
    kind: 'channel',
    name: 'stdio',
    start: ({ engine }) => engine.openStdio({ principal, stdin, stdout }),
  };
}
