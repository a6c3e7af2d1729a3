import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { runStory } from './check-story.js';

/** `npm run check`: an MCP client starts the server and calls every tool. Exits 1 when anything is off. */
const program = fileURLToPath(new URL('start.js', import.meta.url));
const client = new Client({ name: 'check', version: '1.0.0' });

try {
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [program] }));
  const calls = await runStory(client);
  console.log(`✓ ${calls} calls answered as they should be`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await client.close();
}
