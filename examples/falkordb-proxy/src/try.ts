import { randomUUID } from 'node:crypto';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { findVisitors, type Visitor, type Visitors } from './try-access.js';
import { type Story, tellStory } from './try-story.js';
import { version } from './version.js';

/**
 * `npm run try`: a client that talks to a running proxy over SSE and over Streamable HTTP, and prints what a person
 * would see. Read: `PROXY_URL` (http://127.0.0.1:3001), `PROXY_API_KEY`, and where there is none `FALKORDB_DATA_DIR`,
 * in which the proxy on this machine gives tokens. Exit code 1 when anything is not as it should be.
 */
const base = (process.env.PROXY_URL || 'http://127.0.0.1:3001').replace(/\/+$/, '');

/** A way to reach the proxy. */
type Open = (token: string | undefined) => Parameters<Client['connect']>[0];

const transports: Readonly<Record<string, Open>> = {
  'SSE, /sse/': (token) => new SSEClientTransport(new URL(`${base}/sse/`), authorized(token)),
  'Streamable HTTP, /mcp': (token) => new StreamableHTTPClientTransport(new URL(`${base}/mcp`), authorized(token)),
};

function authorized(token: string | undefined) {
  return { requestInit: token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } } };
}

async function run(title: string, open: Open, { main, neighbour }: Visitors): Promise<void> {
  console.log(`\n━━━ ${title} ${'━'.repeat(60 - title.length)}\n${main.who}`);
  await using(open, main, async (call, client) => {
    const story: Story = {
      run: randomUUID(),
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      call,
      say: (text) => console.log(text),
    };
    if (neighbour === undefined) return tellStory(story);
    return using(open, neighbour, (look) => tellStory({ ...story, neighbour: { who: neighbour.who, call: look } }));
  });
}

/** Connects, and lets go of the connection when `act` has ended. */
async function using(
  open: Open,
  { token }: Visitor,
  act: (call: Story['call'], client: Client) => Promise<void>,
): Promise<void> {
  const client = new Client({ name: 'falkordb-proxy-try', version });
  await client.connect(open(token));
  try {
    await act((name, args) => callTool(client, name, args), client);
  } finally {
    await client.close();
  }
}

async function callTool(client: Client, name: string, args: Record<string, unknown>) {
  const { content, isError } = await client.callTool({ name, arguments: args });
  const blocks = Array.isArray(content) ? content : [];
  const text = blocks.map((block: { text?: unknown }) => String(block.text ?? '')).join('\n');
  return { text, isError: isError === true };
}

try {
  const visitors = await findVisitors(base, process.env);
  for (const [title, open] of Object.entries(transports)) await run(title, open, visitors);
  console.log('\nEverything worked over both transports.');
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
