import { announcement } from './announcement.js';
import { openBackend } from './backend.js';
import { readConfig } from './config.js';
import { ensurePortIsFree } from './free-port.js';
import { runUntilStopped } from './lifecycle.js';
import { createHttpProxy } from './proxy.js';

/** `npm start`: the proxy on HTTP, and below it, when no other backend is named, everything it needs. */
process.exitCode = await runUntilStopped(
  async (life) => {
    const config = readConfig(process.env);
    await ensurePortIsFree(config.host, config.port);
    const { url: backendUrl, apiKey, dataDir } = await openBackend(config, life, (line) => console.log(`… ${line}`));
    const proxy = createHttpProxy(config, { url: backendUrl, apiKey });
    life.onEnd(() => proxy.close());
    const { url } = await proxy.listen({ host: config.host, port: config.port });
    const needsKey = config.apiKeys !== undefined;
    const folder = dataDir === undefined ? {} : { dataDir };
    console.log(announcement({ url: config.publicUrl ?? url, backendUrl, needsKey, ...folder }));
  },
  (message) => console.error(`\n${message}\n`),
);
