/**
 * A text and its spellings in a URL: as form encoding (URL standard, section 5.2) and as percent-encoding of several
 * strictness (RFC 3986, section 2) have it, with hexadecimal digits of either case.
 */
export function urlSpellings(text: string): readonly string[] {
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\ufffd');
  const form = new URLSearchParams([['', wellFormed]]).toString().slice(1);
  const encoded = [form, form.replaceAll('+', '%20'), encodeURIComponent(wellFormed), encodeURI(wellFormed)];
  const lower = encoded.map((spelling) => spelling.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()));
  return [...new Set([text, ...encoded, ...lower])];
}
