import { addressGroup, createFailureLimiter } from '../../auth/failure-limiter.js';
import type { Logger } from '../../telemetry/logger.js';
import type { ClientIdMetadataOptions } from '../options.js';
import {
  isRefusal,
  MAX_METADATA,
  type MetadataRefusal,
  type MetadataRules,
  readClientMetadata,
  tooLarge,
} from './client-metadata.js';
import { createGuardedFetch, GuardedFetchError, type GuardedResponse, TooLargeError } from './guarded-fetch.js';

/** Fetches what clients point at: their metadata documents and their keys. */
export interface ClientDocuments {
  /** True when a document may be fetched for this address now (T019, T021). */
  allow(clientId: string, address: string | undefined): boolean;
  /** `fetch` of `oidc-provider`. */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
}

/** A document is refused for what it says of its client; the reason may be told to whoever made it. */
export class RefusedDocumentError extends Error {
  override readonly name = 'RefusedDocumentError';

  constructor(readonly refusal: MetadataRefusal) {
    super(refusal.description);
  }
}

const MAX_KEYS = 64 * 1024;
const WINDOW = 60_000;
const TIMEOUT = 5000;
/** As for every other URL a client gives. */
const MAX_ID = 2048;

function isJson(type: string | undefined): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type ?? '');
}

/** A client id with nothing after the host names a whole site, not a client. */
function hasPath(clientId: string): boolean {
  return URL.canParse(clientId) && new URL(clientId).pathname !== '/';
}

/** The document with what we infer (T024), or why it is refused; its `client_id` is left to the library. */
function rewrite(body: Buffer, rules: MetadataRules): string {
  const document: unknown = JSON.parse(body.toString('utf8'));
  const read = readClientMetadata(document, rules);
  if (isRefusal(read)) throw new RefusedDocumentError(read);
  const own = Object(document) as Readonly<Record<string, unknown>>;
  const secrets = ['client_secret', 'client_secret_expires_at'].filter((name) => name in own);
  return JSON.stringify({
    ...read,
    client_id: own.client_id,
    ...Object.fromEntries(secrets.map((name) => [name, own[name]])),
  });
}

/** A key set (RFC 7517 section 5) and nothing else: it could never be taken for a document. */
function keysOnly(body: Buffer): string {
  const { keys } = Object(JSON.parse(body.toString('utf8'))) as { readonly keys?: unknown };
  return JSON.stringify({ keys });
}

function toResponse({ status, headers }: GuardedResponse, body: string | undefined): Response {
  const kept = ['content-type', 'cache-control', 'expires'].flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value] as [string, string]];
  });
  return new Response(body ?? null, { status: status < 200 || status > 599 ? 502 : status, headers: kept });
}

/** Everything a client can make this server fetch goes through here (security.md, T019 to T021). */
export function createClientDocuments(
  options: ClientIdMetadataOptions | undefined,
  { rules, logger }: { readonly rules: MetadataRules; readonly logger: Logger },
): ClientDocuments {
  const { hosts, fetchesPerMinute = 20 } = options ?? {};
  const budget = createFailureLimiter({ maxFailures: fetchesPerMinute, window: WINDOW });
  const guardedFetch = createGuardedFetch(options?.fetch);

  const load = async (url: string, isDocument: boolean, signal: AbortSignal): Promise<Response> => {
    const headers = { accept: 'application/json' };
    const answer = await guardedFetch(url, { signal, headers, maxBytes: isDocument ? MAX_METADATA : MAX_KEYS });
    if (answer.status !== 200) return toResponse(answer, undefined);
    if (!isJson(answer.headers['content-type'])) throw new GuardedFetchError('it is not JSON.');
    return toResponse(answer, isDocument ? rewrite(answer.body, rules) : keysOnly(answer.body));
  };

  return {
    allow(clientId, address) {
      const url = URL.canParse(clientId) ? new URL(clientId) : undefined;
      if (url === undefined || clientId.length > MAX_ID || !hasPath(clientId)) return false;
      if (hosts !== undefined && !hosts.includes(url.host)) return false;
      const group = addressGroup(address);
      if (budget.blockedFor(group) > 0) return false;
      budget.recordFailure(group);
      return true;
    },
    async fetch(url, init) {
      // The library asks for documents, and for nothing else by GET, without redirects.
      const isDocument = init?.redirect === 'manual';
      try {
        return await load(String(url), isDocument, init?.signal ?? AbortSignal.timeout(TIMEOUT));
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        logger.info({ url: String(url), reason }, 'A document of a client was not accepted');
        throw error instanceof TooLargeError && isDocument ? new RefusedDocumentError(tooLarge) : error;
      }
    },
  };
}
