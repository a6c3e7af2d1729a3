import { assertSoundJson, endOfString } from './json-text.js';

/** Digits from which an integer may not fit a double. */
const LONG_INTEGER = /\d{16}/;
const NUMBER = /-?\d[\d.eE+-]*/y;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

export interface ParseJsonOptions {
  /** Gives integers beyond ±(2^53 − 1) as decimal strings instead of rounding them. */
  readonly exactIntegers: boolean;
  /** Refuses deep nesting and names that stand twice in one object. */
  readonly sound: boolean;
}

/**
 * Parses JSON in UTF-8 (RFC 8259). A byte order mark is skipped.
 *
 * @throws TypeError for bytes that are not UTF-8, SyntaxError for text that is not JSON, UnsoundJsonError.
 */
export function parseJson(bytes: Uint8Array, { exactIntegers, sound }: ParseJsonOptions): unknown {
  const text = UTF8.decode(bytes);
  const value: unknown = JSON.parse(text);
  if (sound) assertSoundJson(text, value);
  if (!exactIntegers || !LONG_INTEGER.test(text)) return value;
  const quoted = quoteLongIntegers(text);
  return quoted === undefined ? value : JSON.parse(quoted);
}

/** Puts quotes around integers that a double would round; `undefined` when there is none. `text` is valid JSON. */
function quoteLongIntegers(text: string): string | undefined {
  let quoted = '';
  let copied = 0;
  let position = 0;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === 0x22) position = endOfString(text, position);
    else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const token = numberAt(text, position);
      position += token.length;
      if (!isRounded(token)) continue;
      quoted += `${text.slice(copied, position - token.length)}"${token}"`;
      copied = position;
    } else position += 1;
  }
  return copied === 0 ? undefined : quoted + text.slice(copied);
}

function numberAt(text: string, position: number): string {
  NUMBER.lastIndex = position;
  return NUMBER.exec(text)?.[0] ?? text.charAt(position);
}

function isRounded(token: string): boolean {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
}
