import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { testCa } from './certificates.js';

/** An answer as the browser got it. */
export interface BrowserPage {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface BrowserRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}

/** Cookies by name and path, one origin's or several's. */
interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly host: string;
}

/** A browser without a window: keeps cookies as browsers do, never runs a script, follows redirects only when told. */
export interface TestBrowser {
  readonly cookies: readonly Cookie[];
  open(url: string | URL, request?: BrowserRequest): Promise<BrowserPage>;
  /** Follows redirects until a page, or until the next hop starts with `stop`. */
  follow(page: BrowserPage, stop: string): Promise<BrowserPage>;
  /** Sends the form of a page, as pressing the button with value `action` would. */
  submit(page: BrowserPage, action: string, fields?: Readonly<Record<string, string>>): Promise<BrowserPage>;
  /** Changes or adds a cookie, as somebody with access to the browser could. */
  plant(cookie: Cookie): void;
  forget(name: RegExp): void;
}

function decode(text: string): string {
  const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_whole, name: string) => names[name] ?? '');
}

/** Where the only form of a page goes, and its hidden fields. */
export function formOf({ body, url }: BrowserPage): { action: URL; fields: Record<string, string> } {
  const action = /<form method="post" action="([^"]*)"/.exec(body)?.[1];
  if (action === undefined) throw new Error(`There is no form on ${url.pathname}: ${/<title>(.*?)</.exec(body)?.[1]}`);
  const hidden = body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  const fields = Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, decode(value)]));
  return { action: new URL(decode(action), url), fields };
}

export function titleOf({ body }: BrowserPage): string {
  return decode(/<h1>(.*?)<\/h1>/.exec(body)?.[1] ?? '');
}

function send(url: URL, { method = 'GET', headers = {}, form }: BrowserRequest, cookie: string): Promise<BrowserPage> {
  const body = form === undefined ? undefined : new URLSearchParams(form).toString();
  const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const options = {
    method,
    ca: testCa,
    agent: false as const,
    headers: { accept: 'text/html', ...type, ...(cookie === '' ? {} : { cookie }), ...headers },
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          url,
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

function readCookie(line: string, host: string): { readonly cookie: Cookie; readonly gone: boolean } {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const mark = pair.indexOf('=');
  const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
  const gone = attributes.some((attribute) => /^(max-age=0|expires=thu, 01 jan 1970.*)$/i.test(attribute));
  return { cookie: { name: pair.slice(0, mark), value: pair.slice(mark + 1), path, host }, gone };
}

function fits(path: string, { pathname }: URL): boolean {
  return path === '/' || pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

export function openTestBrowser(): TestBrowser {
  let cookies: Cookie[] = [];
  const same = (a: Cookie) => (b: Cookie) => a.name === b.name && a.path === b.path && a.host === b.host;
  const plant = (cookie: Cookie): void => {
    cookies = [...cookies.filter((other) => !same(cookie)(other)), cookie];
  };
  const open = async (target: string | URL, request: BrowserRequest = {}): Promise<BrowserPage> => {
    const url = new URL(target);
    const mine = cookies.filter(({ path, host }) => host === url.host && fits(path, url));
    const page = await send(url, request, mine.map(({ name, value }) => `${name}=${value}`).join('; '));
    for (const line of page.headers['set-cookie'] ?? []) {
      const { cookie, gone } = readCookie(line, url.host);
      if (gone) cookies = cookies.filter((other) => !same(cookie)(other));
      else plant(cookie);
    }
    return page;
  };
  return {
    get cookies() {
      return cookies;
    },
    open,
    plant,
    async follow(first, stop) {
      let page = first;
      for (let hop = 0; hop < 15; hop += 1) {
        const { location } = page.headers;
        if (location === undefined) return page;
        const next = new URL(location, page.url);
        if (next.href.startsWith(stop)) return page;
        page = await open(next);
      }
      throw new Error('Too many redirects.');
    },
    submit(page, action, extra = {}) {
      const { action: url, fields } = formOf(page);
      const headers = { 'sec-fetch-site': 'same-origin', origin: url.origin };
      return open(url, { method: 'POST', headers, form: { ...fields, ...extra, action } });
    },
    forget(name) {
      cookies = cookies.filter((cookie) => !name.test(cookie.name));
    },
  };
}
