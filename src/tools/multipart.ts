import { createHash } from 'node:crypto';

/** One part of a form. */
export interface Part {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Content type; left out for plain text. */
  readonly type?: string;
  /** Makes the part a file. */
  readonly filename?: string;
}

/** A body and the content type that names its boundary. */
export interface Multipart {
  readonly body: Buffer;
  readonly contentType: string;
}

/** Quotes, and line breaks that would begin a header of their own, as the HTML standard's form encoding has them. */
function quote(text: string): string {
  return `"${text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')}"`;
}

function headOf({ name, filename, type }: Part): string {
  const file = filename === undefined ? '' : `; filename=${quote(filename)}`;
  const kind = type === undefined ? '' : `Content-Type: ${type}\r\n`;
  return `Content-Disposition: form-data; name=${quote(name)}${file}\r\n${kind}\r\n`;
}

/** The same parts have the same boundary, so that equal calls are equal bytes; it occurs in none of them. */
function chooseBoundary(sections: readonly Buffer[]): string {
  for (let round = 0; ; round += 1) {
    const hash = createHash('sha256').update(String(round));
    for (const section of sections) hash.update(`${section.byteLength}:`).update(section);
    const boundary = `form-${hash.digest('hex').slice(0, 40)}`;
    if (!sections.some((section) => section.includes(boundary))) return boundary;
  }
}

/** Writes parts as `multipart/form-data` (RFC 7578). Without parts it is an empty form. */
export function writeMultipart(parts: readonly Part[]): Multipart {
  const sections = parts.flatMap((part) => [
    Buffer.from(headOf(part)),
    typeof part.content === 'string'
      ? Buffer.from(part.content)
      : Buffer.from(part.content.buffer, part.content.byteOffset, part.content.byteLength),
  ]);
  const boundary = chooseBoundary(sections);
  const chunks = parts.flatMap((_, index) => [
    Buffer.from(`--${boundary}\r\n`),
    ...sections.slice(2 * index, 2 * index + 2),
    Buffer.from('\r\n'),
  ]);
  return {
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
