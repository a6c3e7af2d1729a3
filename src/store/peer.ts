import { createRequire } from 'node:module';
import { MissingPeerError } from '../errors.js';

/** Loads a package; replaceable so that its absence can be shown. */
export type LoadPackage = (name: string) => unknown;

const require: LoadPackage = createRequire(import.meta.url);

function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND') && error.message.includes(name);
}

/**
 * Loads an optional peer at once, so that its absence is told at start and not on the first request.
 *
 * @throws MissingPeerError when the package is not installed.
 */
export function loadPeer(name: string, purpose: string, load: LoadPackage = require): unknown {
  try {
    return load(name);
  } catch (error) {
    throw isMissing(error, name) ? new MissingPeerError(name, purpose, { cause: error }) : error;
  }
}
