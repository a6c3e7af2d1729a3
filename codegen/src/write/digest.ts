import { createHash } from 'node:crypto';

/** Text as it is compared: version control may have turned its line ends into those of the machine. */
export function normaliseLineEnds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** SHA-256 of a text in hexadecimal, the same for both kinds of line end. */
export function digest(text: string): string {
  return createHash('sha256').update(normaliseLineEnds(text), 'utf8').digest('hex');
}
