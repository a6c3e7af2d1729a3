import { type BodyReader, createBodyReader } from './body-reader.js';
import type { BackendFailureCode, BackendLimits, BackendRequest, BackendResponse } from './client.js';
import { failureIn, type Phase, translateError } from './failure.js';

/** Informational answers (1xx) allowed before the real one. */
const MAX_INFORMATIONAL = 32;

/** What an attempt needs from the HTTP library. */
export interface AttemptControl {
  /** Ends the exchange at once and gives up its socket. */
  readonly stop: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** One request on its way: adapters report what they see, and the attempt settles exactly once. */
export interface Attempt {
  readonly response: Promise<BackendResponse>;
  settled(): boolean;
  /** A connection is being made for this request alone: starts the connect limit. */
  connecting(): void;
  /** The first byte of the request may leave now: starts the first-byte limit. */
  sent(): void;
  /** Status and headers have come, 1xx included. */
  head(status: number, headers: Readonly<Record<string, string | readonly string[] | undefined>>): void;
  data(chunk: Uint8Array): void;
  end(): void;
  /** The library gave up; its error is translated and dropped. */
  failed(error: unknown): void;
  /** What came is not acceptable. */
  refuse(code: BackendFailureCode): void;
}

/** Starts the life of one request: limits, size cap, decoding and abort are the same under every HTTP library. */
export function beginAttempt(
  request: BackendRequest,
  limits: BackendLimits,
  signal: AbortSignal,
  control: AttemptControl,
): Attempt {
  const { promise, resolve, reject } = withResolvers<BackendResponse>();
  let phase: Phase = 'waiting';
  let settled = false;
  let informational = 0;
  let timer: NodeJS.Timeout | undefined;
  let reader: BodyReader | undefined;

  const finish = () => {
    settled = true;
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  };
  const fail = (error: unknown) => {
    if (settled) return;
    finish();
    reader?.destroy();
    reject(translateError(error, phase));
    control.stop();
  };
  const refuse = (code: BackendFailureCode) => fail(failureIn(phase, code));
  const cancel = () => refuse('cancelled');
  const limit = (milliseconds: number, code: BackendFailureCode) => {
    clearTimeout(timer);
    timer = setTimeout(refuse, milliseconds, code);
  };
  const openBody = (status: number, headers: Readonly<Record<string, string>>) => {
    phase = 'body';
    limit(limits.idleTimeout, 'backend_timeout');
    if (declaredSize(request, headers) > limits.maxResponseBytes) return refuse('response_too_large');
    reader = createBodyReader({
      encoding: headers['content-encoding'],
      maxBytes: limits.maxResponseBytes,
      resume: control.resume,
      onFailure: refuse,
      onBody(body) {
        if (settled) return;
        finish();
        resolve({ status, headers, body });
      },
    });
  };

  if (signal.aborted) queueMicrotask(cancel);
  else signal.addEventListener('abort', cancel);

  return {
    response: promise,
    settled: () => settled,
    connecting() {
      if (settled || phase !== 'waiting') return;
      phase = 'connecting';
      limit(limits.connectTimeout, 'backend_unavailable');
    },
    sent() {
      if (settled || phase === 'sent' || phase === 'body') return;
      phase = 'sent';
      limit(limits.firstByteTimeout, 'backend_timeout');
    },
    head(status, headers) {
      if (settled) return;
      if (status >= 200) return openBody(status, joinHeaders(headers));
      informational += 1;
      if (informational > MAX_INFORMATIONAL) refuse('backend_protocol');
    },
    data(chunk) {
      if (settled || reader === undefined) return;
      timer?.refresh();
      if (!reader.write(chunk)) control.pause();
    },
    end() {
      if (!settled) reader?.end();
    },
    failed: fail,
    refuse,
  };
}

/** Bytes the answer announces; HEAD announces what it does not send. */
function declaredSize(request: BackendRequest, headers: Readonly<Record<string, string>>): number {
  return request.method === 'HEAD' ? 0 : Number(headers['content-length'] ?? 0);
}

function joinHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, string>> {
  const joined: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return joined;
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
