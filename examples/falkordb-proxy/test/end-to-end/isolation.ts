import type { ExecutionContext } from 'ava';
import fc from 'fast-check';
import { hostileCall, spokenBy } from '../helpers/hostile-calls.js';
import { type RawAnswer, rawCall } from '../helpers/raw-call.js';
import type { TenantStack } from '../helpers/tenant-stack.js';

/** What a tenant has that nobody else may see: every word of it is made up and found nowhere else. */
const TENANTS = {
  acme: { user: 'alice', mark: 'kestrel71', hidden: 'kestrel71-vault' },
  globex: { user: 'bob', mark: 'ocelot46', hidden: 'ocelot46-vault' },
} as const;

type Tenant = keyof typeof TENANTS;
const NAMES: readonly Tenant[] = ['acme', 'globex'];

const other = (tenant: Tenant): Tenant => (tenant === 'acme' ? 'globex' : 'acme');

/** Graphs of both tenants, with marks in values, labels, types and names of properties and graphs. */
async function seed({ falkordb }: TenantStack): Promise<void> {
  await falkordb.flush();
  for (const tenant of NAMES) {
    const { mark, hidden } = TENANTS[tenant];
    const nodes = `CREATE (:Item:${mark} {owner: '${mark}', secret: '${mark} secret', ${mark}key: 1})-[:${mark}TYPE]->(:Item {owner: '${mark}'})`;
    for (const graph of ['memories', 'plans', hidden]) await falkordb.query(`${tenant}_${graph}`, nodes);
  }
}

/** A thousand calls, or `count`, of both tenants at once; answers what every one of them was told. */
async function callAll(t: ExecutionContext, stack: TenantStack, count: number) {
  const seed = Number(process.env.ISOLATION_SEED ?? Math.floor(Math.random() * 2 ** 31));
  t.log(`ISOLATION_SEED=${seed}`);
  const calls = fc.sample(hostileCall, { numRuns: count, seed });
  const tokens = { acme: await stack.token('alice'), globex: await stack.token('bob') };
  const told: { readonly tenant: Tenant; readonly sent: string; readonly answer: RawAnswer }[] = [];
  const queue = calls.entries();
  const worker = async (): Promise<void> => {
    for (const [index, call] of queue) {
      const tenant = index % 2 === 0 ? 'acme' : 'globex';
      const own = spokenBy(call, tenant, other(tenant), TENANTS[tenant].mark);
      const answer = await rawCall(`${stack.origin}/mcp${own.query}`, tokens[tenant], own);
      told.push({ tenant, sent: JSON.stringify(own), answer });
    }
  };
  await Promise.all(Array.from({ length: 12 }, worker));
  return told;
}

/** Every graph in the database belongs to one tenant, and so does everything in it. */
async function checkDatabase(t: ExecutionContext, { falkordb }: TenantStack): Promise<void> {
  const graphs = await falkordb.graphs();
  t.deepEqual(
    graphs.filter((name) => !/^(?:acme|globex)_/.test(name)),
    [],
  );
  for (const graph of graphs) {
    const tenant = NAMES.find((name) => graph.startsWith(`${name}_`)) ?? 'acme';
    const rows = await falkordb.query(graph, 'MATCH (n) WHERE n.owner IS NOT NULL RETURN DISTINCT n.owner AS owner');
    t.deepEqual(
      rows?.filter(({ owner }) => owner !== TENANTS[tenant].mark),
      [],
      graph,
    );
  }
}

/** Calls of two tenants, hostile and honest, in between each other: neither is ever told anything of the other. */
export async function checkIsolation(t: ExecutionContext, stack: TenantStack, count: number): Promise<void> {
  await seed(stack);
  const told = await callAll(t, stack, count);
  t.is(told.length, count);
  for (const { tenant, sent, answer } of told) {
    const foreign = other(tenant);
    if (answer.text.includes(TENANTS[foreign].mark))
      t.fail(`${tenant} was told of ${foreign}: ${sent} → ${answer.text}`);
    // Tenants may give graphs of their own any name, so that of another tenant in front of it proves nothing.
    t.notRegex(answer.text, new RegExp(`"tenant":"${foreign}"`), sent);
    // Nobody is told what a graph is called in the database, not even of their own.
    t.notRegex(answer.text, /"resolved(?:Graph)?Name":|\(resolved: /, sent);
  }
  for (const tenant of NAMES) {
    const own = told.filter((call) => call.tenant === tenant);
    t.true(own.filter(({ answer }) => answer.text.includes(TENANTS[tenant].mark)).length > count / 50);
    t.true(own.filter(({ answer }) => answer.text.includes('"isError":true')).length > count / 50);
  }
  await checkDatabase(t, stack);
}
