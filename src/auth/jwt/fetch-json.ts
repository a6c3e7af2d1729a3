/** The part of the `fetch` standard that is used here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface FetchLimits {
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** Counted after decompression. */
  readonly maxBytes: number;
}

/** Something else than the wanted document came back. The message names no host. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  /** The status, when there was an answer. */
  readonly status: number | undefined;

  constructor(message: string, options: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = options.status;
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const named = typeof cause === 'object' && cause !== null ? cause : {};
  if ('code' in named && typeof named.code === 'string') return named.code;
  return 'name' in named && typeof named.name === 'string' ? named.name : 'unknown error';
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new FetchError(`is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FetchError('is not JSON');
  }
}

/**
 * Fetches one small JSON document, within the signal's time. Redirects are not followed: a key set is taken from
 * where it is configured, or not at all.
 *
 * @throws FetchError for whatever is not a 200 with JSON of at most `maxBytes`.
 */
export async function fetchJson(url: string, { fetch, signal, maxBytes }: FetchLimits): Promise<unknown> {
  try {
    const headers = { accept: 'application/json, application/jwk-set+json', 'accept-encoding': 'identity' };
    const response = await fetch(url, { redirect: 'manual', signal, headers });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new FetchError(`was answered with status ${response.status}`, { status: response.status });
    }
    return parse(await readText(response, maxBytes));
  } catch (error) {
    if (error instanceof FetchError) throw error;
    throw new FetchError(`could not be fetched (${codeOf(error)})`, { cause: error });
  }
}
