/** Digits from which an integer may not fit a double. */
const LONG_INTEGER = /\d{16}/;

export interface ParseJsonOptions {
  /** Gives integers beyond ±(2^53 − 1) as decimal strings instead of rounding them. */
  readonly exactIntegers: boolean;
}

/**
 * Parses JSON in UTF-8 (RFC 8259). A byte order mark is skipped.
 *
 * @throws TypeError for bytes that are not UTF-8, SyntaxError for text that is not JSON.
 */
export function parseJson(bytes: Uint8Array, { exactIntegers }: ParseJsonOptions): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const value: unknown = JSON.parse(text);
  return exactIntegers && LONG_INTEGER.test(text) ? JSON.parse(quoteLongIntegers(text)) : value;
}

/** Puts quotes around integers that a double would round. `text` is valid JSON. */
function quoteLongIntegers(text: string): string {
  const number = /-?\d[\d.eE+-]*/y;
  let quoted = '';
  let copied = 0;
  let position = 0;
  while (position < text.length) {
    const character = text[position] ?? '';
    if (character === '"') {
      position = endOfString(text, position);
      continue;
    }
    number.lastIndex = position;
    const token = number.exec(text)?.[0];
    position += token?.length ?? 1;
    if (token !== undefined && isRounded(token)) {
      quoted += `${text.slice(copied, position - token.length)}"${token}"`;
      copied = position;
    }
  }
  return quoted + text.slice(copied);
}

function isRounded(token: string): boolean {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
}

function endOfString(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length && text[position] !== '"') position += text[position] === '\\' ? 2 : 1;
  return position + 1;
}
