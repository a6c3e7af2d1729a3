import test from 'ava';
import { bridgeHome, connectBridge } from '../../../test/helpers/oauth-clients.js';
import { freePort } from './helpers/processes.js';
import { runStart } from './helpers/program.js';

/** The sign-in of alice, as it was printed. */
function alice(output: string) {
  const [, password = ''] = /alice +tenant acme +password (\S+)/.exec(output) ?? [];
  return { username: 'alice', password };
}

for (const way of ['sse', 'mcp'] as const) {
  test.serial(`mcp-remote over /${way} stays signed in when npm start ends and starts again`, async (t) => {
    const home = bridgeHome();
    t.teardown(home.remove);
    const settings = { PROXY_AUTH: '', PROXY_PORT: String(await freePort()) };
    const first = await runStart(t, settings);
    const before = await connectBridge(first.url, alice(first.output()), way, home.path);
    const write = { graphName: 'g', query: "CREATE (p:Person {name: 'Ann'}) RETURN p.name AS name" };
    t.like(await before.call('falkordb_query', write), { structured: { tenant: 'acme', rows: [{ name: 'Ann' }] } });
    t.is(before.signIns, 1);
    await before.close();
    first.child.kill('SIGINT');
    t.is(await first.ended, 0, first.output());

    const second = await runStart(t, { ...settings, FALKORDB_DATA_DIR: first.dataDir });
    t.not(alice(second.output()).password, alice(first.output()).password);
    const after = await connectBridge(second.url, alice(first.output()), way, home.path);
    t.teardown(after.close);
    const read = { graphName: 'g', query: 'MATCH (p:Person) RETURN p.name AS name' };
    t.like(await after.call('falkordb_query', read), { structured: { tenant: 'acme', rows: [{ name: 'Ann' }] } });
    t.is(after.signIns, 0);
  });
}
