import { openOAuth } from './access/open-oauth.js';
import { serveTokens } from './access/serve-tokens.js';
import { announcement } from './announcement.js';
import { openBackend } from './backend.js';
import { type Config, readConfig } from './config.js';
import { choosePort, ensurePortIsFree } from './free-port.js';
import { type Life, runUntilStopped } from './lifecycle.js';
import { createHttpProxy, loggerOf, urlOf } from './proxy.js';

/** `npm start`: the proxy on HTTP, and below it, when no other backend is named, everything it needs. */
process.exitCode = await runUntilStopped(
  async (life) => {
    const config = await withPort(readConfig(process.env));
    const oauth = await openSignIn(config, life);
    const { url: backendUrl, apiKey, dataDir } = await openBackend(config, life, (line) => console.log(`… ${line}`));
    const parts = oauth === undefined ? {} : { oauth: oauth.server };
    const proxy = createHttpProxy(config, { url: backendUrl, apiKey }, parts);
    life.onEnd(() => proxy.close());
    const { url } = await proxy.listen({ host: config.host, port: config.port });
    const needsKey = config.auth.join() === 'api-key';
    const signIns = oauth === undefined ? {} : { signIns: await serveTokens(oauth, dataDir, life) };
    const folder = dataDir === undefined ? {} : { dataDir };
    console.log(announcement({ url: config.publicUrl ?? url, backendUrl, needsKey, ...folder, ...signIns }));
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

async function openSignIn(config: Config, life: Life) {
  if (config.oauth === undefined) return undefined;
  const oauth = await openOAuth(config.oauth, config, { proxyUrl: urlOf(config), logger: loggerOf(config) });
  life.onEnd(() => oauth.close());
  return oauth;
}
