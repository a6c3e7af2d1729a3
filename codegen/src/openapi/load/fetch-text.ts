import { failure, reasonOf } from './failure.js';

/** Largest document read, in bytes. */
export const MAX_BYTES = 50 * 1024 * 1024;
const TIMEOUT = 30_000;
const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** What may be fetched, besides the URL itself. */
export interface FetchOptions {
  /** Refuses redirects to another origin. */
  readonly sameOrigin: boolean;
  readonly signal?: AbortSignal;
}

/** The URL as it may be shown: without credentials and query, which may hold a token. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function requestFor(url: URL): { address: URL; headers: Record<string, string> } {
  const address = new URL(url);
  const headers: Record<string, string> = { accept: 'application/json, application/yaml, text/yaml, */*;q=0.5' };
  if (url.username !== '' || url.password !== '') {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    address.username = '';
    address.password = '';
  }
  return { address, headers };
}

async function readLimited(response: Response, place: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES)
      throw failure('document-too-large', place, `It is larger than ${MAX_BYTES / 1024 / 1024} MB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function nextHop(url: URL, location: string | null, { sameOrigin }: FetchOptions): URL {
  const place = shownUrl(url);
  if (location === null || !URL.canParse(location, url.href))
    throw failure('unreadable-url', place, 'It redirects nowhere.');
  const next = new URL(location, url);
  const isWeb = next.protocol === 'https:' || (next.protocol === 'http:' && url.protocol === 'http:');
  if (!isWeb)
    throw failure('unreadable-url', place, 'It redirects to an address that is not as safe.', 'Use the new address.');
  if (sameOrigin && next.origin !== url.origin) {
    throw failure('reference-refused', place, 'It redirects to another origin.', 'Put the parts into one document.');
  }
  if (next.origin === url.origin) {
    next.username = url.username;
    next.password = url.password;
  }
  return next;
}

async function fetchOnce(url: URL, signal: AbortSignal): Promise<Response> {
  const { address, headers } = requestFor(url);
  try {
    return await fetch(address, { headers, redirect: 'manual', signal });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason =
      error instanceof Error && error.name === 'TimeoutError' ? 'No answer within 30 seconds' : reasonOf(cause);
    throw failure('unreadable-url', shownUrl(url), `It cannot be fetched: ${reason}.`, 'Check the address.', error);
  }
}

/**
 * Fetches a text: at most 50 MB, within 30 seconds, over at most 5 redirects, never from https to http.
 *
 * @throws GenerateError
 */
export async function fetchText(start: URL, options: FetchOptions): Promise<{ text: string; url: URL }> {
  const timeout = AbortSignal.timeout(TIMEOUT);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  let url = start;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const response = await fetchOnce(url, signal);
    const place = shownUrl(url);
    if (REDIRECTS.includes(response.status)) {
      await response.body?.cancel();
      url = nextHop(url, response.headers.get('location'), options);
      continue;
    }
    if (!response.ok) throw failure('unreadable-url', place, `It answers ${response.status}.`, 'Check the address.');
    try {
      return { text: await readLimited(response, place), url };
    } catch (error) {
      if (error instanceof Error && 'notes' in error) throw error;
      throw failure('unreadable-url', place, `It ended early: ${reasonOf(error)}.`, 'Try again.', error);
    }
  }
  throw failure(
    'unreadable-url',
    shownUrl(start),
    `It redirects more than ${MAX_REDIRECTS} times.`,
    'Check the address.',
  );
}
