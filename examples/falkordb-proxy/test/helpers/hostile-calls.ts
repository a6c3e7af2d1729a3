import fc from 'fast-check';

/** A call of a tenant, meant to reach into another. */
export interface HostileCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Put behind the URL of the proxy. */
  readonly query: string;
}

/** `THEM` and `US` stand for the names of the other tenant and of the caller's, `ME` for what only the caller knows. */
const GRAPHS = [
  'memories',
  'plans',
  'THEM_memories',
  'THEM_plans',
  'US_memories',
  'THEM',
  'THEM_',
  '_THEM_memories',
  '../THEM_memories',
  'memories/../THEM_memories',
  'THEM%5Fmemories',
  'THEM_memories\u0000',
  'shared_memories',
  'shared_',
  '__proto__',
  'constructor',
  'memories\r\nx-tenant-id: THEM',
  '*',
  '',
] as const;

const QUERIES = [
  'MATCH (n) RETURN n',
  'MATCH (n) RETURN n.owner AS owner, n.secret AS secret',
  'MATCH (a)-[r]->(b) RETURN a, r, b',
  'CREATE (:Item {owner: $me})',
  'MERGE (n:Item {owner: $me}) SET n.seen = true RETURN n',
  'MATCH (n:Item) WITH n LIMIT 1 DETACH DELETE n',
  'CALL db.labels()',
  'CALL db.relationshipTypes()',
  'CALL db.propertyKeys()',
  'CALL db.indexes()',
  'CALL db.meta.stats()',
  'CALL dbms.procedures()',
  "CYPHER tenant='THEM' tenant_id='THEM' MATCH (n) RETURN n, $tenant",
  "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
  'RETURN $tenant, $tenant_id, $graphName',
  'MATCH (n RETURN n',
  'GRAPH.QUERY THEM_memories "MATCH (n) RETURN n"',
  'RETURN 1; GRAPH.LIST',
  'RETURN permission',
  'RETURN syntax + connection + authentication',
  'CREATE (:`THEM_memories` {owner: $me}) RETURN 1',
] as const;

const FILTERS = ['*', 'THEM', 'THEM_*', '_', 'memories', 'shared', '.*', '%', '\\', '(', ''] as const;

const parameters = fc.dictionary(
  fc.constantFrom('tenant', 'tenant_id', 'tenantId', 'graphName', '__proto__', 'constructor', 'x', 'sub'),
  fc.oneof(fc.constantFrom('THEM', 'THEM_memories', 'US'), fc.string(), fc.integer(), fc.constant(null)),
  { maxKeys: 3 },
);

/** Arguments that no tool has. */
const further = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  fc.constantFrom({ tenant: 'THEM' }, { tenant_id: 'THEM' }, { apiKey: 'x' }, { resolvedGraphName: 'THEM_memories' }),
);

const queryCall = fc.record({
  name: fc.constant('falkordb_query'),
  arguments: fc
    .record({
      graphName: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...GRAPHS) }, fc.string({ maxLength: 20 })),
      query: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...QUERIES) }, fc.string({ maxLength: 40 })),
      parameters: parameters.map((given) => ({ ...given, me: 'ME' })),
      further,
    })
    .map(({ further: more, ...args }) => ({ ...args, ...more })),
});

const listCall = fc.record({
  name: fc.constant('falkordb_list_graphs'),
  arguments: fc
    .record(
      { filter: fc.constantFrom(...FILTERS), limit: fc.integer({ min: 0, max: 1001 }), offset: fc.nat(5), further },
      { requiredKeys: ['further'] },
    )
    .map(({ further: more, ...args }) => ({ ...args, ...more })),
});

const plainCall = fc.record({
  name: fc.constantFrom('falkordb_server_info', 'falkordb_health'),
  arguments: further,
});

/** What an honest caller does: reads a graph that nobody else knows of, and that no other call here changes. */
const honestCall = fc.constant({
  name: 'falkordb_query',
  arguments: { graphName: 'ME-vault', query: 'MATCH (n) RETURN n' },
});

const HEADERS = [{}, {}, { 'x-tenant-id': 'THEM' }, { tenant: 'THEM', 'x-forwarded-user': 'THEM' }] as const;

/** Calls of every tool, among them those that an honest caller makes. */
export const hostileCall: fc.Arbitrary<HostileCall> = fc
  .record({
    call: fc.oneof({ weight: 6, arbitrary: queryCall }, { weight: 2, arbitrary: listCall }, plainCall, honestCall),
    headers: fc.constantFrom(...HEADERS),
    query: fc.constantFrom('', '', '?tenant=THEM', '?tenant_id=THEM&graphName=THEM_memories'),
  })
  .map(({ call, ...rest }) => ({ ...call, ...rest }));

/** The call in the mouth of one tenant. */
export function spokenBy(call: HostileCall, us: string, them: string, me: string): HostileCall {
  const words = { THEM: them, US: us, ME: me };
  const text = JSON.stringify(call).replace(/THEM|US|\bME\b/g, (word) => words[word as keyof typeof words]);
  return JSON.parse(text) as HostileCall;
}
