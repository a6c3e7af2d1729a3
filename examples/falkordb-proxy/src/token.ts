import { PEOPLE } from './access/people.js';
import { askTokenDesk } from './access/token-desk.js';
import { readDataDir } from './config.js';

/**
 * `npm run token`, `npm run token -- bob`: prints a fresh access token of a user of the proxy that `npm start` runs on
 * this machine, and nothing else. It asks that proxy over a socket in the folder of its graphs, which only the user who
 * started it can open.
 */
try {
  const user = process.argv[2] ?? PEOPLE[0].name;
  const { accessToken, expiresIn, tenant } = await askTokenDesk(readDataDir(process.env), user);
  console.log(accessToken);
  const owner = tenant === undefined ? '' : ` of tenant ${tenant}`;
  console.error(`A token of ${user}${owner}, good for ${Math.floor(expiresIn / 60)} minutes.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
