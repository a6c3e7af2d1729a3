import { stdio } from 'mcp-rest-proxy';
import { openBookshop } from './bookshop/serve.js';
import { createServer } from './server.js';

/** `node dist/stdio.js`: the same server for a client that starts this process. Standard output carries JSON-RPC alone. */
const { BOOKSHOP_URL, BOOKSHOP_STAFF_TOKEN = 'staff-of-the-example' } = process.env;
const bookshop = BOOKSHOP_URL ? undefined : await openBookshop({ token: BOOKSHOP_STAFF_TOKEN });
const server = createServer({
  baseUrl: BOOKSHOP_URL ?? bookshop?.url ?? '',
  environment: { BOOKSHOP_STAFF_TOKEN },
  transports: [stdio()],
});
await server.start();
await server.close();
await bookshop?.close();
