/** What a content type asks of a body. `text`: one string, sent as it is or decoded from base64. */
export type BodyForm = 'json' | 'urlencoded' | 'multipart' | 'text';

const TOKEN = '[A-Za-z0-9!#$&^_.+-]+';
const PARAMETER = `\\s*;\\s*${TOKEN}=(?:${TOKEN}|"[ !#-\\[\\]-~]*")`;
const MEDIA_TYPE = new RegExp(`^${TOKEN}/${TOKEN}(?:${PARAMETER})*$`);
const BYTES = /^(?:application\/octet-stream|(?:image|audio|video|font)\/(?!.*\+xml$).*)$/;

/** True for one media type, with or without parameters (RFC 9110, section 8.3.1); not for a range such as a type with `*`. */
export function isMediaType(text: string): boolean {
  return MEDIA_TYPE.test(text);
}

/** The media type without its parameters, lower-case. */
export function bareMediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** How a body of this content type is written. */
export function bodyForm(contentType: string | undefined): BodyForm {
  const type = contentType === undefined ? 'application/json' : bareMediaType(contentType);
  if (type === 'application/json' || type.endsWith('+json')) return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'urlencoded';
  return type === 'multipart/form-data' ? 'multipart' : 'text';
}

/** True for a type that is never text. */
export function holdsBytes(contentType: string): boolean {
  return BYTES.test(bareMediaType(contentType));
}
