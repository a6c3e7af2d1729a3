import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { BackendFailureCode } from './client.js';

/** What `accept-encoding` offers: exactly what is decoded here. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';

const MAX_ENCODINGS = 2;
const MAX_RATIO = 100;
/** Below this size a high ratio does no harm, and small repetitive answers reach it honestly. */
const RATIO_FLOOR = 1024 * 1024;

/** Takes the bytes of one answer and gives them back decoded, whole, and within the limits, or not at all. */
export interface BodyReader {
  /** False when the source must pause until `resume` is called. */
  write(chunk: Uint8Array): boolean;
  end(): void;
  destroy(): void;
}

export interface BodyReaderOptions {
  /** The `content-encoding` header. */
  readonly encoding: string | undefined;
  readonly maxBytes: number;
  readonly onBody: (body: Uint8Array) => void;
  readonly onFailure: (code: BackendFailureCode) => void;
  readonly resume: () => void;
}

/** Content codings in the order they were applied (RFC 9110, section 8.4), or `undefined` if one is not supported. */
export function parseEncodings(header: string | undefined): readonly string[] | undefined {
  const names = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim().replace(/^x-gzip$/, 'gzip'))
    .filter((name) => name !== '' && name !== 'identity');
  const supported = names.length <= MAX_ENCODINGS && names.every((name) => /^(gzip|deflate|br)$/.test(name));
  return supported ? names : undefined;
}

/** Reads a body. Damaged or incomplete compression is a failure, never a shorter body. */
export function createBodyReader(options: BodyReaderOptions): BodyReader {
  const encodings = parseEncodings(options.encoding);
  if (encodings === undefined) return refuseBody(options);
  return encodings.length === 0 ? readPlain(options) : readEncoded(options, encodings);
}

function refuseBody({ onFailure }: BodyReaderOptions): BodyReader {
  const refuse = () => onFailure('backend_protocol');
  queueMicrotask(refuse);
  return { write: () => true, end: refuse, destroy: () => undefined };
}

function readPlain({ maxBytes, onBody, onFailure }: BodyReaderOptions): BodyReader {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    write(chunk) {
      size += chunk.byteLength;
      if (size > maxBytes) onFailure('response_too_large');
      else chunks.push(chunk);
      return true;
    },
    end: () => onBody(joinChunks(chunks)),
    destroy: () => {
      chunks.length = 0;
    },
  };
}

function readEncoded(options: BodyReaderOptions, encodings: readonly string[]): BodyReader {
  const { maxBytes, onBody, onFailure, resume } = options;
  const chunks: Uint8Array[] = [];
  let received = 0;
  let size = 0;
  let first: Transform | undefined;
  let destroyChain = () => {};

  const take = (chunk: Uint8Array) => {
    size += chunk.byteLength;
    if (size > maxBytes || (size > RATIO_FLOOR && size > received * MAX_RATIO)) onFailure('response_too_large');
    else chunks.push(chunk);
  };
  const open = (sample: Uint8Array): Transform => {
    const chain = openDecoders(encodings, sample);
    destroyChain = () => {
      for (const decoder of chain.all) decoder.destroy();
    };
    for (const decoder of chain.all) decoder.on('error', () => onFailure('backend_truncated'));
    chain.first.on('drain', resume);
    chain.last.on('data', take);
    chain.last.once('end', () => onBody(joinChunks(chunks)));
    return chain.first;
  };

  return {
    write(chunk) {
      if (chunk.byteLength === 0) return true;
      received += chunk.byteLength;
      first ??= open(chunk);
      if (received > maxBytes) onFailure('response_too_large');
      return first.destroyed || first.write(chunk);
    },
    end() {
      if (first) first.end();
      else onBody(new Uint8Array());
    },
    destroy() {
      chunks.length = 0;
      destroyChain();
    },
  };
}

function openDecoders(
  encodings: readonly string[],
  sample: Uint8Array,
): { readonly first: Transform; readonly last: Transform; readonly all: readonly Transform[] } {
  const [outer = '', inner] = encodings.toReversed();
  const first = openDecoder(outer, sample);
  if (inner === undefined) return { first, last: first, all: [first] };
  const last = first.pipe(openDecoder(inner));
  return { first, last, all: [first, last] };
}

/** `deflate` means zlib (RFC 9110, section 8.4.1.2), but some servers send it bare: the first byte tells. */
function openDecoder(encoding: string, sample?: Uint8Array): Transform {
  if (encoding === 'gzip') return createGunzip();
  if (encoding === 'br') return createBrotliDecompress();
  const bare = sample !== undefined && ((sample[0] ?? 8) & 0x0f) !== 8;
  return bare ? createInflateRaw() : createInflate();
}

function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks);
}
