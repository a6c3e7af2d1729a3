/** Shorter texts turn up in answers by chance. */
const MIN_LENGTH = 8;

type Headers = Readonly<Record<string, string>>;

/**
 * What a credential has put on a request, longest first: backends repeat in their errors what they were sent, and
 * nobody but the backend may see it (security.md, T123, T130).
 *
 * @param sent Headers with the credential.
 * @param before Headers without it.
 */
export function sentSecrets(sent: Headers, before: Headers): readonly string[] {
  const known = new Set(Object.entries(before).map(([name, value]) => `${name.toLowerCase()}:${value}`));
  const added = Object.entries(sent).filter(([name, value]) => !known.has(`${name.toLowerCase()}:${value}`));
  const texts = added.flatMap(([, value]) => [value, ...value.split(' ')]);
  return [...new Set(texts)].filter((text) => text.length >= MIN_LENGTH).sort((a, b) => b.length - a.length);
}
