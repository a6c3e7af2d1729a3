import type { Principal } from './principal.js';
import type { AuthStrategy } from './strategy.js';

export interface NoAuthOptions {
  /**
   * Lets a proxy without authentication serve beyond loopback. Everybody who can reach the port can then call
   * every tool with the backend's credential. Default false.
   */
  readonly dangerouslyAllowNetwork?: boolean;
}

const anonymous: Principal = Object.freeze({
  subject: 'anonymous',
  issuer: 'none',
  scopes: 'all',
  claims: Object.freeze({}),
});

/**
 * Lets everybody in, as one anonymous principal that holds every scope. Meant for one machine: such a proxy
 * serves loopback only, unless `dangerouslyAllowNetwork` is set.
 */
export function noAuth(options: NoAuthOptions = {}): AuthStrategy {
  return {
    name: 'none',
    anonymous: true,
    allowNetwork: options.dangerouslyAllowNetwork === true,
    authenticate: async () => anonymous,
  };
}
