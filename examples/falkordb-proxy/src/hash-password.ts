import { hashPassword } from 'mcp-rest-proxy/oauth';
import { readPassword } from './access/read-password.js';
import { checkEntry } from './access/user-entry.js';

/**
 * `npm run hash-password -- NAME TENANT`: prints a line for `OAUTH_USERS_FILE`, and nothing else. The password is typed
 * twice, unseen, or piped in; it is never an argument, which everybody on the machine could read.
 */
try {
  const [name = '', tenant, ...others] = process.argv.slice(2);
  checkEntry(name, tenant, others);
  const hash = await hashPassword(await readPassword(process.stdin, process.stderr));
  console.log([name, hash, ...(tenant === undefined ? [] : [tenant])].join(':'));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
