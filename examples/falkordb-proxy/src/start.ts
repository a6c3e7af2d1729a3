import { openOAuth } from './access/open-oauth.js';
import { serveTokens } from './access/serve-tokens.js';
import { announcement, sentFor } from './announcement.js';
import { type OpenBackend, openBackend } from './backend.js';
import { type Config, readConfig } from './config.js';
import { choosePort, ensurePortIsFree } from './free-port.js';
import { type Life, runUntilStopped } from './lifecycle.js';
import { createHttpProxy, loggerOf, urlOf } from './proxy.js';
import { inVariables } from './settings/name-variables.js';

/** `npm start`: the proxy on HTTP, and below it, when no other backend is named, everything it needs. */
process.exitCode = await runUntilStopped(
  async (life) => {
    const config = await withPort(readConfig(process.env));
    const backend = await openBackend(config, life, (line) => console.log(`… ${line}`));
    const { url: backendUrl, apiKey, dataDir } = backend;
    const oauth = await inVariables(() => openSignIn(config, backend, life));
    const parts = oauth === undefined ? {} : { oauth: oauth.server };
    const proxy = await inVariables(() => createHttpProxy(config, { url: backendUrl, apiKey }, parts));
    life.onEnd(() => proxy.close());
    const { url } = await proxy.listen({ host: config.host, port: config.port });
    const sends = sentFor(config.auth);
    const tenants = config.tenantClaim !== undefined;
    const signIns = oauth === undefined ? {} : { signIns: await serveTokens(oauth, { dataDir, tenants }, life) };
    const folder = dataDir === undefined ? {} : { dataDir };
    const facts = { url: config.publicUrl ?? url, backendUrl, ...folder, ...signIns, ...(sends && { sends }) };
    console.log(announcement(facts));
  },
  (message) => console.error(`\n${message}\n`),
);

/** Who issues tokens must know their own URL before they listen. */
async function withPort(config: Config): Promise<Config> {
  const { host, port, oauth, backend } = config;
  await ensurePortIsFree(host, port);
  const issues = oauth !== undefined || backend.credential.kind === 'minted';
  return issues ? { ...config, port: await choosePort(host, port) } : config;
}

async function openSignIn(config: Config, { openKept }: OpenBackend, life: Life) {
  if (config.oauth === undefined) return undefined;
  const kept = config.oauth.redisUrl === undefined ? await openKept?.() : undefined;
  if (kept !== undefined) life.onEnd(() => kept.close());
  const oauth = await openOAuth(config.oauth, config, { proxyUrl: urlOf(config), logger: loggerOf(config), kept });
  life.onEnd(() => oauth.close());
  return oauth;
}
