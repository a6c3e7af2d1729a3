/** Why an answer could not be had, without the address or the request in it. */
export class FetchRefusal extends Error {
  override readonly name = 'FetchRefusal';

  /** @param retryable True when the same request may succeed later. */
  constructor(
    message: string,
    readonly retryable: boolean,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

export interface FetchLimits {
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
  /** Bytes of an answer after decompression. */
  readonly maxBytes: number;
}

/** The part of `fetch` that OAuth clients use. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const EMPTY_STATUSES: readonly number[] = [204, 205, 304];

/**
 * `fetch` for requests that carry credentials: no redirect is followed, time and size are limited, and overload or
 * failure of the other side is a `FetchRefusal`. Errors keep nothing of the request.
 */
export function guardedFetch({ timeout, maxBytes }: FetchLimits): Fetch {
  return async (url, init) => {
    const limit = AbortSignal.timeout(timeout);
    const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
    const response = await fetch(url, { ...init, redirect: 'manual', signal }).catch(() => {
      throw unreachable(signal);
    });
    await refuseUnusable(response);
    const body = await readBody(response, maxBytes, signal);
    const headers = new Headers(response.headers);
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name);
    const { status } = response;
    return new Response(EMPTY_STATUSES.includes(status) ? null : body, { status, headers });
  };
}

function unreachable(signal: AbortSignal): FetchRefusal {
  return new FetchRefusal(signal.aborted ? 'It did not answer in time.' : 'It could not be reached.', true);
}

async function refuseUnusable(response: Response): Promise<void> {
  const { status, headers } = response;
  const refused = status >= 500 || status === 429 || (status >= 300 && status < 400) || status === 0;
  if (!refused) return;
  await response.body?.cancel();
  if (status < 400) throw new FetchRefusal('It answered with a redirect, which is not followed.', false);
  throw new FetchRefusal(`It answered ${status}.`, true, seconds(headers.get('retry-after')));
}

/** The seconds form of `Retry-After` (RFC 9110, section 10.2.3), up to an hour. */
function seconds(value: string | null): number | undefined {
  if (value === null || !/^\d{1,4}$/.test(value)) return undefined;
  return Math.min(Number(value), 3600);
}

async function readBody(response: Response, maxBytes: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch(() => {
      throw unreachable(signal);
    });
    if (part?.value === undefined) break;
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader?.cancel();
      throw new FetchRefusal(`Its answer is larger than ${maxBytes} bytes.`, false);
    }
    chunks.push(part.value);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
