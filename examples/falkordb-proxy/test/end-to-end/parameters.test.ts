import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { compileTools, type ToolSet } from 'mcp-rest-proxy';
import { keyCredential } from '../../src/access/credential.js';
import { startReferenceBackend } from '../../src/embedded/reference-backend.js';
import { falkordbEndpoints } from '../../src/tools/endpoints.js';
import { anyParameter, anyParameters } from '../helpers/arbitrary-parameters.js';
import { useFalkorDB } from '../helpers/falkordb.js';

const falkordb = useFalkorDB(test);
const API_KEY = 'key-of-the-backend';
const PRINCIPAL = { subject: 'tester', issuer: 'test', scopes: 'all', claims: {} } as const;
const DIALECTS = ['documented', 'actual'] as const;

async function startTools(t: ExecutionContext, dialect: (typeof DIALECTS)[number]): Promise<ToolSet> {
  const { address } = falkordb();
  const backend = await startReferenceBackend({ falkordb: address, admission: { apiKey: API_KEY }, dialect });
  const tools = compileTools(falkordbEndpoints(), {
    backend: { baseUrl: backend.url, credential: keyCredential(API_KEY) },
  });
  t.teardown(async () => {
    await tools.close();
    await backend.close();
  });
  return tools;
}

async function rowOf(tools: ToolSet, query: string, parameters: unknown): Promise<Record<string, unknown>> {
  const context = { principal: PRINCIPAL, signal: new AbortController().signal };
  const result = await tools.call('falkordb_query', { graphName: 'values', query, parameters }, context);
  if (result.isError) throw new Error(JSON.stringify(result.content));
  const { rows } = (result.structuredContent ?? {}) as { rows: Record<string, unknown>[] };
  return rows[0] ?? {};
}

/** FalkorDB answers floats with 15 significant digits, and integers from about 2^53 on as the nearest double. */
function isClose(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= Math.max(Math.abs(a) * 1e-14, Number.MIN_VALUE);
}

function isSame(sent: unknown, back: unknown): boolean {
  if (typeof sent === 'number') return typeof back === 'number' && isClose(sent, back);
  if (sent === null || typeof sent !== 'object') return sent === back;
  if (back === null || typeof back !== 'object' || Array.isArray(sent) !== Array.isArray(back)) return false;
  const entries = Object.entries(sent);
  const others = new Map(Object.entries(back));
  return entries.length === others.size && entries.every(([key, value]) => isSame(value, others.get(key)));
}

for (const dialect of DIALECTS) {
  test.serial(`any parameter value comes back equal from real FalkorDB, ${dialect} backend`, async (t) => {
    const tools = await startTools(t, dialect);
    const property = fc.asyncProperty(anyParameter, async (value) => {
      const { back } = await rowOf(tools, 'RETURN $value AS back', { value });
      if (!isSame(value, back)) throw new Error(`came back as ${JSON.stringify(back)}`);
    });
    await fc.assert(property, { numRuns: 400 });
    t.pass();
  });

  test.serial(`any set of parameters arrives under its own names, ${dialect} backend`, async (t) => {
    const tools = await startTools(t, dialect);
    const property = fc.asyncProperty(anyParameters, async (parameters) => {
      const names = Object.keys(parameters);
      const columns = names.map((name, index) => `$\`${name}\` AS c${index}`);
      const row = await rowOf(tools, `RETURN ${['1 AS one', ...columns].join(', ')}`, parameters);
      for (const [index, name] of names.entries()) {
        if (!isSame(parameters[name], row[`c${index}`])) throw new Error(`${name} came back as ${row[`c${index}`]}`);
      }
    });
    await fc.assert(property, { numRuns: 200 });
    t.pass();
  });
}

test.serial('a value that is Cypher stays a value: nothing is created, deleted or read by it', async (t) => {
  const tools = await startTools(t, 'actual');
  await rowOf(tools, 'CREATE (n:Kept {name: $name}) RETURN n', { name: 'kept' });
  const attacks = [
    '" MATCH (n) DETACH DELETE n //',
    '$b',
    '"}) CREATE (:Evil',
    '\\" RETURN 1 //',
    '` DELETE n',
    '*/ CREATE (:Evil) /*',
  ];
  for (const attack of attacks) {
    const row = await rowOf(tools, 'MATCH (n:Kept) RETURN $a AS a, $b AS b, count(n) AS kept', {
      a: attack,
      b: ' AS x //',
    });
    t.deepEqual(row, { a: attack, b: ' AS x //', kept: 1 });
  }
  t.deepEqual(await falkordb().query('values', 'MATCH (n) RETURN n.name AS name'), [{ name: 'kept' }]);
});
