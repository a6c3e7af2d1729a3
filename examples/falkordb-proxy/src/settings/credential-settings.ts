import type { Problem } from 'mcp-rest-proxy';
import { isLoopback, type Reader } from '../environment.js';
import { type AuthWay, demand, refuseUnused } from './access-settings.js';

/** What the backend sees of a caller. */
export type CredentialSettings =
  | { readonly kind: 'api-key' }
  | {
      readonly kind: 'minted';
      readonly audience: string;
      /** Default: the public URL, or the one on loopback. */
      readonly issuer: string | undefined;
      /** Files of private keys, the first signs. Empty: a key is made up, for loopback only. */
      readonly keyFiles: readonly string[];
    }
  | { readonly kind: 'forward' }
  | { readonly kind: 'exchange'; readonly audience: string; readonly clientId: string; readonly clientSecret: string };

/** What of the rest of the configuration decides which credentials are possible. */
export interface CredentialSurroundings {
  readonly ways: readonly AuthWay[];
  readonly tenants: boolean;
  readonly host: string;
  readonly embedded: boolean;
}

const PLACE = 'BACKEND_CREDENTIAL';
const MINTED = ['BACKEND_JWT_ISSUER', 'BACKEND_JWT_KEY_FILES'];
const EXCHANGE = ['BACKEND_CLIENT_ID', 'BACKEND_CLIENT_SECRET'];

/** Reads `BACKEND_CREDENTIAL` and what it needs. With tenants the default is a token of the proxy's own. */
export function readCredential(read: Reader, around: CredentialSurroundings, problems: Problem[]): CredentialSettings {
  const kinds = ['api-key', 'minted', 'forward', 'exchange'] as const;
  const kind = read.choice(PLACE, kinds, around.tenants ? 'minted' : 'api-key');
  problems.push(...checkKind(kind, around));
  if (kind !== 'minted') refuseUnused(read, MINTED, `${PLACE}=minted`, problems);
  if (kind !== 'exchange') refuseUnused(read, EXCHANGE, `${PLACE}=exchange`, problems);
  if (kind === 'minted') return readMinted(read, around, problems);
  if (kind === 'exchange') return readExchange(read, problems);
  refuseUnused(read, ['BACKEND_JWT_AUDIENCE'], `${PLACE}=minted or exchange`, problems);
  return { kind };
}

function readMinted(read: Reader, { host }: CredentialSurroundings, problems: Problem[]): CredentialSettings {
  const keyFiles = read.list('BACKEND_JWT_KEY_FILES');
  if (keyFiles.length === 0 && !isLoopback(host)) {
    problems.push({
      place: 'BACKEND_JWT_KEY_FILES',
      message: 'Without a key of its own the proxy serves loopback only.',
      fix: 'Make one with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048.',
    });
  }
  const audience = read.text('BACKEND_JWT_AUDIENCE') ?? 'falkordb-mcpserver';
  return { kind: 'minted', audience, issuer: read.text('BACKEND_JWT_ISSUER'), keyFiles };
}

function readExchange(read: Reader, problems: Problem[]): CredentialSettings {
  const needed = `${PLACE}=exchange`;
  return {
    kind: 'exchange',
    audience: demand('BACKEND_JWT_AUDIENCE', read.text('BACKEND_JWT_AUDIENCE'), needed, problems),
    clientId: demand('BACKEND_CLIENT_ID', read.text('BACKEND_CLIENT_ID'), needed, problems),
    clientSecret: demand('BACKEND_CLIENT_SECRET', read.secret('BACKEND_CLIENT_SECRET'), needed, problems),
  };
}

function checkKind(kind: CredentialSettings['kind'], { ways, tenants, embedded }: CredentialSurroundings): Problem[] {
  const at = (message: string, fix: string): Problem[] => [{ place: PLACE, message, fix }];
  const onlyJwt = ways.join() === 'jwt';
  if (embedded && kind !== (tenants ? 'minted' : 'api-key')) {
    return at(
      `The backend on this machine does not take ${kind} ${tenants ? 'with' : 'without'} tenants.`,
      'Leave it out.',
    );
  }
  if ((kind === 'forward' || kind === 'exchange') && !onlyJwt) {
    return at(`${kind} needs tokens of an authorization server elsewhere, from every caller.`, 'Set PROXY_AUTH=jwt.');
  }
  if (tenants && kind === 'api-key') {
    return at('One key for everybody tells the backend of no tenant.', 'Use minted, or set TENANTS=false.');
  }
  return [];
}
