/** The token is not good here. The message is safe to show. */
export class TokenFailure extends Error {
  override readonly name = 'TokenFailure';
}

/** The token is good, but its bearer lacks a tenant. The message is safe to show. */
export class TenantFailure extends Error {
  override readonly name = 'TenantFailure';
}
