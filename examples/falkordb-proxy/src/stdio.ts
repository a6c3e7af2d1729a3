import { openBackend } from './backend.js';
import { readConfig } from './config.js';
import { runUntilStopped } from './lifecycle.js';
import { createStdioProxy } from './proxy.js';

/** `node dist/stdio.js`: the tools for the client that started this process. Standard output carries JSON-RPC alone. */
process.exitCode = await runUntilStopped(
  async (life) => {
    const config = readConfig(process.env);
    const backend = await openBackend(config, life, (line) => console.error(`… ${line}`));
    const proxy = createStdioProxy(config, backend);
    life.onEnd(() => proxy.close());
    void proxy.start().then(() => life.end(), life.end);
  },
  (message) => console.error(message),
);
