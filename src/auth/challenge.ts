/** A `quoted-string` (RFC 9110 section 5.6.4): nothing in `value` can end the string or the header line. */
export function quoted(value: string): string {
  const visible = value.replace(/[^\t\x20-\x7e]/g, '');
  return `"${visible.replace(/["\\]/g, (character) => `\\${character}`)}"`;
}

/**
 * The `WWW-Authenticate` value of a Bearer challenge (RFC 6750 section 3). Parameters with an `undefined` value
 * are left out. Give `error` only when a credential was sent (section 3.1).
 */
export function bearerChallenge(parameters: Readonly<Record<string, string | undefined>>): string {
  const parts = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${quoted(value)}`],
  );
  return `Bearer ${parts.join(', ')}`;
}
