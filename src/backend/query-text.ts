/**
 * Writes pairs as the URL standard's form encoding (section 5.2). Values of `delimitedKeys` keep their commas, and
 * their spaces become `%20`: so OpenAPI has delimited lists, and some servers split them before they decode.
 */
export function queryText(pairs: URLSearchParams, delimitedKeys: readonly string[] = []): string {
  if (delimitedKeys.length === 0) return pairs.toString();
  const written = Array.from(pairs, (pair) => {
    const text = new URLSearchParams([pair]).toString();
    return delimitedKeys.includes(pair[0]) ? text.replaceAll('%2C', ',').replaceAll('+', '%20') : text;
  });
  return written.join('&');
}
