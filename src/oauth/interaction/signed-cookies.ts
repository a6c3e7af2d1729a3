import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Cookies that only this server can write. Over https they are `__Host-` cookies: no other host, subdomain or
 * unencrypted page can have set them, and cookies without the prefix are not looked at. On a loopback http issuer,
 * where browsers refuse that prefix, they have plain names.
 */
export interface SignedCookies {
  /** The value, when the request has exactly one such cookie with a good signature. */
  read(request: IncomingMessage, name: string): string | undefined;
  /** @param maxAge seconds; without it the cookie ends with the browser session. */
  write(response: ServerResponse, name: string, value: string, maxAge?: number): void;
  clear(response: ServerResponse, name: string): void;
}

function valuesOf(request: IncomingMessage, name: string): readonly string[] {
  return (request.headers.cookie ?? '').split(';').flatMap((pair) => {
    const mark = pair.indexOf('=');
    return mark > 0 && pair.slice(0, mark).trim() === name ? [pair.slice(mark + 1).trim()] : [];
  });
}

function sameText(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}

/** @param secrets The first signs, all of them are believed: that is how a secret is rotated. */
export function createSignedCookies(options: {
  readonly secrets: readonly [string, ...string[]];
  readonly secure: boolean;
}): SignedCookies {
  const { secrets, secure } = options;
  const keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', 'mcp-rest-proxy login cookies', 32)));
  const fullName = (name: string) => (secure ? `__Host-${name}` : name);
  const sign = (key: Buffer, name: string, value: string) =>
    createHmac('sha256', key).update(`${name}=${value}`).digest('base64url');

  const set = (response: ServerResponse, name: string, content: string, age: string): void => {
    const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${age}`;
    response.appendHeader('Set-Cookie', `${name}=${content}; ${attributes}`);
  };

  return {
    read(request, shortName) {
      const name = fullName(shortName);
      const [content, ...others] = valuesOf(request, name);
      if (content === undefined || others.length > 0) return undefined;
      const mark = content.lastIndexOf('.');
      const [value, signature] = [content.slice(0, mark), content.slice(mark + 1)];
      return mark > 0 && keys.some((key) => sameText(sign(key, name, value), signature)) ? value : undefined;
    },
    write(response, shortName, value, maxAge) {
      const name = fullName(shortName);
      const [key = Buffer.alloc(0)] = keys;
      set(response, name, `${value}.${sign(key, name, value)}`, maxAge === undefined ? '' : `; Max-Age=${maxAge}`);
    },
    clear: (response, name) => set(response, fullName(name), '', '; Max-Age=0'),
  };
}
