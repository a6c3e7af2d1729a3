import { createRequire } from 'node:module';
import { MissingPeerError } from '../errors.js';

const require = createRequire(import.meta.url);

function isNotFound(error: unknown, peer: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND') &&
    error.message.includes(peer)
  );
}

/** Loads a package; replaceable so that its absence can be shown. */
export type LoadPeer = (peer: string) => unknown;

/**
 * Takes one function out of an optional peer, synchronously and only when it is needed.
 *
 * @throws MissingPeerError when the package is not installed.
 */
export function peerFunction(
  peer: string,
  name: string,
  purpose: string,
  load: LoadPeer = require,
): (...args: readonly unknown[]) => unknown {
  try {
    const exported: unknown = Reflect.get(Object(load(peer)), name);
    if (typeof exported !== 'function') throw new TypeError(`The package "${peer}" has no function "${name}".`);
    return (...args) => Reflect.apply(exported, undefined, args);
  } catch (error) {
    throw isNotFound(error, peer) ? new MissingPeerError(peer, purpose, { cause: error }) : error;
  }
}
