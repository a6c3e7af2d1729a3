import type { CredentialTarget } from '../credentials/credential.js';
import { readKey, readKeysMeet } from '../text/nested-keys.js';
import type { BackendRequest } from './client.js';

/** What a credential has made of a request. */
export interface CredentialedRequest {
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** What it has put into the query, not encoded. */
  readonly queryValues: readonly string[];
}

/** A request that is open to a credential, and what has become of it. */
export interface OpenRequest {
  readonly target: CredentialTarget;
  result(): CredentialedRequest;
}

/** Messages show neither the name nor the value: a credential may have mixed them up. */
function assertQueryText(name: unknown, value: unknown): void {
  for (const text of [name, value]) {
    if (typeof text !== 'string') throw new TypeError('A credential set a query parameter that is not text.');
    if (/\p{Surrogate}/u.test(text)) throw new TypeError('A credential set a query parameter that is not Unicode.');
  }
  if (name === '') throw new TypeError('A credential set a query parameter without a name.');
}

function keyOf(pair: string): string {
  const [first] = new URLSearchParams(pair).keys();
  return first ?? '';
}

/** Every other pair stays as it is spelled, but for those of others that some server would read together with it. */
function withQuery(path: string, name: string, value: string, own: ReadonlyMap<string, string>): string {
  const [pathname = '', search = ''] = splitOnce(path, '?');
  const read = readKey(name);
  const stays = (key: string): boolean => key !== name && (own.has(key) || !readKeysMeet(readKey(key), read));
  const others = search.split('&').filter((pair) => pair !== '' && stays(keyOf(pair)));
  return `${pathname}?${[...others, new URLSearchParams([[name, value]]).toString()].join('&')}`;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Opens a copy of a request to a credential: nothing of what it sets lasts longer than one attempt. */
export function openRequest(request: BackendRequest): OpenRequest {
  const headers: Record<string, string> = { ...request.headers };
  const values = new Map<string, string>();
  let path = request.path;
  const target: CredentialTarget = {
    method: request.method,
    get path() {
      return path;
    },
    headers,
    setQuery(name, value) {
      assertQueryText(name, value);
      path = withQuery(path, name, value, values);
      values.set(name, value);
    },
  };
  return {
    target,
    result: () => {
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      return { path, headers: Object.fromEntries(lower), queryValues: [...values.values()] };
    },
  };
}
