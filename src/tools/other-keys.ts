import { isPlainKey, keysMeet } from '../text/nested-keys.js';

/** How many keys of a query or form servers read at least; PHP and qs leave out what follows, without a word. */
export const MAX_KEYS = 1_000;

/** What is said of an argument that makes them more. */
export const TOO_MANY = `makes more than ${MAX_KEYS} parameters of the request; servers leave out those that follow`;

/** What one parameter has to know of the keys of others. */
export interface OtherKeys {
  /** Whether a key that the map has chosen belongs to another. */
  has(key: string): boolean;
  /**
   * Whether some server would put a key that a value brings together with another, or inside it, or around it. What
   * the map has put inside each other by its own names is left to it.
   */
  meets(key: string): boolean;
}

/** The keys of a query or form, as the parameter `wire` sees them. */
export function otherKeys(wire: string, keys: Iterable<string>): OtherKeys {
  const others = new Set([...keys].filter((key) => key !== wire));
  const notAround = [...others].filter((key) => !wire.startsWith(`${key}[`));
  return {
    has: (key) => others.has(key),
    meets(key) {
      if (key.startsWith(`${wire}[`)) return notAround.some((other) => keysMeet(other, key, 'index'));
      return !isPlainKey(key) || [...others].some((other) => keysMeet(other, key));
    },
  };
}
