import { ConfigurationError } from 'mcp-rest-proxy';
import { openBackend } from './backend.js';
import { type Config, readConfig } from './config.js';
import { runUntilStopped } from './lifecycle.js';
import { createStdioProxy } from './proxy.js';
import { inVariables } from './settings/name-variables.js';

/** `node dist/stdio.js`: the tools for the client that started this process. Standard output carries JSON-RPC alone. */
process.exitCode = await runUntilStopped(
  async (life) => {
    const config = readConfig(process.env, { signIn: false });
    refuseTenants(config);
    const backend = await openBackend(config, life, (line) => console.error(`… ${line}`));
    const proxy = await inVariables(() => createStdioProxy(config, backend));
    life.onEnd(() => proxy.close());
    void proxy.start().then(() => life.end(), life.end);
  },
  (message) => console.error(message),
);

function refuseTenants({ tenantClaim }: Config): void {
  if (tenantClaim === undefined) return;
  const message = 'Nobody signs in over stdio, so that tenants cannot be told apart.';
  throw new ConfigurationError([
    { place: 'TENANTS', message, fix: 'Set TENANTS=false, or serve HTTP with npm start.' },
  ]);
}
