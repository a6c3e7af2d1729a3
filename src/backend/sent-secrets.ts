import type { Principal } from '../auth/principal.js';
import { urlSpellings } from './url-spellings.js';

/** Shorter texts turn up in answers by chance. */
const MIN_LENGTH = 8;

type Headers = Readonly<Record<string, string>>;

function addedHeaders(sent: Headers, before: Headers): readonly (readonly [name: string, value: string])[] {
  const known = new Set(Object.entries(before).map(([name, value]) => `${name.toLowerCase()}:${value}`));
  return Object.entries(sent).filter(([name, value]) => !known.has(`${name.toLowerCase()}:${value}`));
}

function longestFirst(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text.length >= MIN_LENGTH).sort((a, b) => b.length - a.length);
}

/**
 * What a credential has put on a request, longest first: backends repeat in their errors what they were sent, and
 * nobody but the backend may see it (security.md, T123, T130).
 *
 * @param sent Headers with the credential.
 * @param before Headers without it.
 * @param query What the credential has put into the query, not encoded.
 */
export function sentSecrets(sent: Headers, before: Headers, query: readonly string[] = []): readonly string[] {
  const inHeaders = addedHeaders(sent, before).flatMap(([, value]) => [value, ...value.split(' ')]);
  return longestFirst([...inHeaders, ...query.flatMap(urlSpellings)]);
}

/** What of a header must not be repeated: its value, without the name of a scheme or cookie in front. */
function secretsOf(name: string, value: string): readonly string[] {
  if (/authorization$/i.test(name)) return [value.replace(/^[\w-]+ +(?=\S)/, '')];
  if (name.toLowerCase() !== 'cookie') return [value];
  return value.split(/; */).map((pair) => pair.slice(pair.indexOf('=') + 1));
}

/**
 * The same for an answer that is data, of which nothing may be lost that is no secret: whole values only, and none that
 * only says who is calling or stands in a header the credential has declared open.
 *
 * @param open Lower-case names of headers whose values are no secrets.
 * @param query What the credential has put into the query, not encoded.
 */
export function secretsInData(
  sent: Headers,
  before: Headers,
  {
    principal,
    open = [],
    query = [],
  }: {
    readonly principal: Principal;
    readonly open?: readonly string[] | undefined;
    readonly query?: readonly string[];
  },
): readonly string[] {
  const { tenant, subject, issuer, clientId } = principal;
  const known: readonly (string | undefined)[] = [tenant, subject, issuer, clientId];
  const closed = addedHeaders(sent, before).filter(([name]) => !open.includes(name.toLowerCase()));
  const unknown = (text: string) => !known.includes(text);
  const inHeaders = closed.flatMap(([name, value]) => secretsOf(name, value)).filter(unknown);
  return longestFirst([...inHeaders, ...query.filter(unknown).flatMap(urlSpellings)]);
}
