/** Asymmetric signature algorithms (RFC 7518 section 3.1, RFC 8037): whoever can verify cannot sign. */
export const asymmetricAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

export type JwtAlgorithm = (typeof asymmetricAlgorithms)[number];
