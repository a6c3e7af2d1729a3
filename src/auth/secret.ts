import { inspect } from 'node:util';

/** A text that must not be shown by accident: logging, printing or serialising it gives `[secret]`. */
export interface Secret {
  /** The text itself. Name it only where it is put to use. */
  reveal(): string;
}

/** Wraps a text so that only `reveal` gives it back. */
export function createSecret(text: string): Secret {
  const hidden = () => '[secret]';
  return Object.freeze({
    reveal: () => text,
    toString: hidden,
    toJSON: hidden,
    [Symbol.toPrimitive]: hidden,
    [inspect.custom]: hidden,
  });
}
