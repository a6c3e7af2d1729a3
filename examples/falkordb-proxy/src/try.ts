import { randomUUID } from 'node:crypto';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type Story, tellStory } from './try-story.js';
import { version } from './version.js';

/**
 * `npm run try`: a client that talks to a running proxy over SSE and over Streamable HTTP, and prints what a person
 * would see. Read: `PROXY_URL` (http://127.0.0.1:3001), `PROXY_API_KEY`. Exit code 1 when anything is not as it should be.
 */
const base = (process.env.PROXY_URL || 'http://127.0.0.1:3001').replace(/\/+$/, '');
const key = process.env.PROXY_API_KEY;
const requestInit = key ? { headers: { Authorization: `Bearer ${key}` } } : {};

const transports = {
  'SSE, /sse/': () => new SSEClientTransport(new URL(`${base}/sse/`), { requestInit }),
  'Streamable HTTP, /mcp': () => new StreamableHTTPClientTransport(new URL(`${base}/mcp`), { requestInit }),
};

async function run(title: string, open: () => Parameters<Client['connect']>[0]): Promise<void> {
  console.log(`\n━━━ ${title} ${'━'.repeat(60 - title.length)}`);
  const client = new Client({ name: 'falkordb-proxy-try', version });
  await client.connect(open());
  try {
    await tellStory(storyOf(client));
  } finally {
    await client.close();
  }
}

function storyOf(client: Client): Story {
  return {
    run: randomUUID(),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(name, args) {
      const { content, isError } = await client.callTool({ name, arguments: args });
      const blocks = Array.isArray(content) ? content : [];
      const text = blocks.map((block: { text?: unknown }) => String(block.text ?? '')).join('\n');
      return { text, isError: isError === true };
    },
    say: (text) => console.log(text),
  };
}

async function ensureProxyRuns(): Promise<void> {
  try {
    await (await fetch(`${base}/health`)).body?.cancel();
  } catch (cause) {
    const advice = 'Start one with `npm start` in another terminal, or name one with PROXY_URL.';
    throw new Error(`No proxy answers at ${base}. ${advice}`, { cause });
  }
}

try {
  await ensureProxyRuns();
  for (const [title, open] of Object.entries(transports)) await run(title, open);
  console.log('\nEverything worked over both transports.');
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
