/** Bytes of base64 text (RFC 4648, section 4), padded and without line breaks; `undefined` for any other text. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Node reads more than the alphabet and less than the text: only what comes back as it was is base64.
  return bytes.toString('base64') === text ? bytes : undefined;
}
