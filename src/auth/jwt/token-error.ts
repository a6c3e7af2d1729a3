/** A token is not accepted. The message may be shown to whoever sent it. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}
