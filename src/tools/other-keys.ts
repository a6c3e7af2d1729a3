import type { Spelling } from '../endpoints/spelling.js';
import { holdsKey, isPlainKey, readKey, readKeysMeet } from '../text/nested-keys.js';

/** PHP and qs leave out what follows the thousandth key, without a word; the last ones are left to credentials. */
export const MAX_KEYS = 990;
/** Longest key that a value may make, in characters. */
export const MAX_KEY_LENGTH = 1_000;

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

/** Keys of a query or form, apart from those of one parameter. */
export interface KeysBeside {
  /** Wires of arguments, and constants. */
  readonly keys: Iterable<string>;
  /** Names that the schemas of other exploded objects bring. */
  readonly names: Iterable<string>;
}

/** The keys of a query or form, as the parameter `wire` sees them. */
export function otherKeys(wire: string, { keys, names }: KeysBeside): OtherKeys {
  const others = new Set([...keys].filter((key) => key !== wire));
  const own = readKey(wire);
  const all = [...new Set([...others, ...names])].map(readKey);
  const notAround = all.filter((other) => !holdsKey(other, own));
  return {
    has: (key) => others.has(key),
    meets(key) {
      const isBelow = key.startsWith(`${wire}[`);
      if (!isPlainKey(isBelow ? `_${key.slice(wire.length)}` : key)) return true;
      const read = readKey(key);
      if (isBelow) return notAround.some((other) => readKeysMeet(other, read, 'index'));
      return all.some((other) => readKeysMeet(other, read));
    },
  };
}

/** What is known of an argument of the query or form. */
interface KeyedArgument {
  readonly wire: string;
  readonly spelling?: Spelling | undefined;
}

/** The keys of a query or form, as each of its arguments sees them; worked out for those that are asked for. */
export function othersByWire(
  list: readonly KeyedArgument[],
  constants: readonly string[],
): (wire: string) => OtherKeys {
  const keys = [...list.map(({ wire }) => wire), ...constants];
  const known = new Map<string, OtherKeys>();
  return (wire) => {
    const found = known.get(wire);
    if (found) return found;
    const names = list.flatMap((argument) => (argument.wire === wire ? [] : (argument.spelling?.names ?? [])));
    const others = otherKeys(wire, { keys, names });
    known.set(wire, others);
    return others;
  };
}
