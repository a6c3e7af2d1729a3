import { fileURLToPath } from 'node:url';
import {
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { openBookshop } from './bookshop/serve.js';
import { runStory } from './check-story.js';
import { createServer } from './server.js';

/**
 * `npm run check`: an MCP client calls every tool and looks at every answer, over each transport, with a bookshop of its
 * own. Exits 1 when anything is off.
 */
const token = 'staff-of-the-check';

async function checkWith(name: string, transport: Transport): Promise<void> {
  const client = new Client({ name: 'check', version: '1.0.0' });
  await client.connect(transport);
  try {
    const calls = await runStory(client);
    console.log(`✓ ${name}: ${calls} calls answered as they should be`);
  } finally {
    await client.close();
  }
}

async function checkHttp(name: string, open: (origin: string) => Transport): Promise<void> {
  const bookshop = await openBookshop({ token });
  const server = createServer({ baseUrl: bookshop.url, environment: { BOOKSHOP_STAFF_TOKEN: token } });
  try {
    const { url } = await server.listen({ port: 0 });
    await checkWith(name, open(url));
  } finally {
    await server.close();
    await bookshop.close();
  }
}

const program = fileURLToPath(new URL('stdio.js', import.meta.url));

try {
  await checkHttp('Streamable HTTP', (origin) => new StreamableHTTPClientTransport(new URL('/mcp', origin)));
  await checkHttp('SSE', (origin) => new SSEClientTransport(new URL('/sse', origin)));
  await checkWith('stdio', new StdioClientTransport({ command: process.execPath, args: [program] }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
