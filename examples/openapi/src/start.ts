import { openBookshop } from './bookshop/serve.js';
import { baseUrl } from './endpoints.js';
import { createServer } from './server.js';

/**
 * `npm start`: the MCP server, in front of the bookshop at `BOOKSHOP_URL`; without one, the bookshop of this example is
 * opened as well, where its document says it is.
 */
const { BOOKSHOP_URL, BOOKSHOP_STAFF_TOKEN = 'staff-of-the-example', PORT = '3002' } = process.env;
const port = Number(new URL(baseUrl).port);
const bookshop = BOOKSHOP_URL ? undefined : await openBookshop({ token: BOOKSHOP_STAFF_TOKEN, port });
const api = BOOKSHOP_URL ?? bookshop?.url ?? baseUrl;
const server = createServer({ baseUrl: api, environment: { BOOKSHOP_STAFF_TOKEN } });
const { url } = await server.listen({ port: Number(PORT) });

console.log(`The API:          ${api}`);
console.log(`Streamable HTTP:  ${url}/mcp`);
console.log(`SSE:              ${url}/sse`);
console.log('Ctrl-C ends both.');

async function end(): Promise<void> {
  await server.close();
  await bookshop?.close();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
