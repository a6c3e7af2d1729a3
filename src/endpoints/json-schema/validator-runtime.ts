import compare from 'ajv/dist/runtime/equal.js';
import count from 'ajv/dist/runtime/ucs2length.js';

type Equal = (left: unknown, right: unknown) => boolean;

/** Deep equality of JSON values, as compiled checks use it. */
export const equal = compare.default as unknown as Equal;

/** Length of a string in characters (code points), as compiled checks use it. */
export const ucs2length: (text: string) => number = count.default;
