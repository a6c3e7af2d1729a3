import { rawCall } from '../helpers/raw-call.js';

/** The rows of a query on `diary`, as JSON; or the status, when nobody is let in. */
export async function rowsAt(origin: string, token: string, query: string): Promise<string> {
  const call = { name: 'falkordb_query', arguments: { graphName: 'diary', query } };
  const { status, text } = await rawCall(`${origin}/mcp`, token, call);
  return status === 200 ? (/"rows":(\[.*?\])/.exec(text)?.[1] ?? text) : String(status);
}

/** The keys that one process publishes for access tokens. */
export async function publishedKeys(origin: string): Promise<unknown> {
  const metadata = await fetch(`${origin}/.well-known/oauth-authorization-server`);
  const { jwks_uri: uri } = (await metadata.json()) as { jwks_uri: string };
  return (await fetch(new URL(new URL(uri).pathname, origin))).json();
}
