import { isPlainObject } from 'mcp-rest-proxy/codegen';
import { quote } from '../../print/quote.js';
import { named, type TypeNode, UNKNOWN } from './type-node.js';

/** The type of one value: that value. */
export function literalType(value: unknown): TypeNode {
  if (typeof value === 'string') return named(quote(value));
  if (value === null || typeof value === 'boolean') return named(String(value));
  if (typeof value === 'number')
    return Number.isFinite(value) ? named(String(value).replace('e+', 'e')) : named('number');
  if (Array.isArray(value)) {
    return { kind: 'tuple', items: value.map((item) => ({ type: literalType(item), optional: false })) };
  }
  if (!isPlainObject(value)) return UNKNOWN;
  const members = Object.entries(value).map(([name, item]) => ({
    name,
    optional: false,
    type: literalType(item),
    about: [],
    deprecated: false,
  }));
  return { kind: 'object', members };
}
