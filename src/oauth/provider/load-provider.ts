import type { errors, interactionPolicy, Provider } from 'oidc-provider';
import { type LoadPackage, loadPeer } from '../../store/peer.js';
import type { Logger } from '../../telemetry/logger.js';

/** What is used of the package `oidc-provider` at run time. */
export interface OidcPackage {
  readonly Provider: typeof Provider;
  readonly errors: typeof errors;
  readonly interactionPolicy: typeof interactionPolicy;
}

function isOidcPackage(value: unknown): value is OidcPackage {
  return typeof value === 'object' && value !== null && 'Provider' in value && 'interactionPolicy' in value;
}

/**
 * Runs synchronous code whose notices would otherwise go to the console, and gives them to the log: the package
 * writes some to standard output, which may belong to a protocol (security.md, T125), and warns of Node 20, on which
 * it is tested here.
 */
export function withoutConsole<T>(logger: Logger, work: () => T): T {
  const { info, warn } = console;
  const note = (...words: readonly unknown[]): void => logger.debug({ notice: words.join(' ') }, 'oidc-provider');
  Object.assign(console, { info: note, warn: note });
  try {
    return work();
  } finally {
    Object.assign(console, { info, warn });
  }
}

/** @throws MissingPeerError when `oidc-provider` is not installed. */
export function loadOidcProvider(logger: Logger, load?: LoadPackage): OidcPackage {
  const loaded = withoutConsole(logger, () => loadPeer('oidc-provider', 'oauthServer', load));
  if (!isOidcPackage(loaded)) throw new TypeError('The package "oidc-provider" is not the one that is expected.');
  return loaded;
}
