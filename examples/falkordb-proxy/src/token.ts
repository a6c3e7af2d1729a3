import { askTokenDesk } from './access/token-desk.js';
import { readDataDir } from './config.js';

/**
 * `npm run token`, `npm run token -- bob`: prints a fresh access token of a user of the proxy that `PROXY_AUTH=oauth
 * npm start` runs on this machine, and nothing else. It asks that proxy over a socket in the folder of its graphs,
 * which only the user who started it can open.
 */
try {
  const { accessToken, expiresIn } = await askTokenDesk(readDataDir(process.env), process.argv[2] ?? 'alice');
  console.log(accessToken);
  console.error(`Good for ${Math.floor(expiresIn / 60)} minutes.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
