import type { Problem } from '../errors.js';

/** The URL of the proxy's root as clients see it, taken apart. */
export interface PublicUrl {
  /** Host with its port, when it has one of its own. */
  readonly host: string;
  readonly origin: string;
  /** Without a trailing slash; empty at the root. */
  readonly path: string;
}

/** Reads the `publicUrl` option. */
export function readPublicUrl(given: string | URL | undefined): {
  readonly publicUrl: PublicUrl | undefined;
  readonly problems: readonly Problem[];
} {
  if (given === undefined) return { publicUrl: undefined, problems: [] };
  const text = String(given);
  const refuse = (message: string) => ({
    publicUrl: undefined,
    problems: [
      { place: 'publicUrl', message, fix: 'Write the URL in front of /mcp: "https://example.com/api/mcp-proxy".' },
    ],
  });
  if (!URL.canParse(text)) return refuse(`${JSON.stringify(text)} is not an absolute URL.`);
  const { protocol, username, password, search, hash, hostname, origin, pathname } = new URL(text);
  if (!/^https?:$/.test(protocol)) return refuse('its scheme is not http or https.');
  if (username !== '' || password !== '') return refuse('it holds a user or password.');
  if (search !== '' || hash !== '') return refuse('it has a query or a fragment.');
  return { publicUrl: { host: hostname, origin, path: pathname.replace(/\/+$/, '') }, problems: [] };
}
