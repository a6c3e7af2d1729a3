/** Program: serves the compiled tools of one document (first argument: their folder) and prints what is wrong as JSON. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Client as ClientV2, StreamableHTTPClientTransport as StreamableV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as StreamableV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type Credential, createProxy, type MakeTools, silentLogger } from 'mcp-rest-proxy';
import type { GeneratedTool } from 'mcp-rest-proxy/generated';
import { callTools } from './call-tools.js';
import { startRestApi } from './rest-api.js';
import { checkSchemas, type ListedTool } from './schema-rules.js';

const [folder = '.'] = process.argv.slice(2);
const LATEST = '2026-07-28';

interface Generated {
  readonly tools: readonly GeneratedTool[];
  readonly createTools: MakeTools;
}

interface ImportedEndpoints {
  readonly credential?: (environment: NodeJS.ProcessEnv) => Credential;
}

interface Page {
  readonly tools: readonly ListedTool[];
  readonly nextCursor?: string | undefined;
}

async function listAll(list: (cursor: { cursor?: string }) => Promise<Page>): Promise<readonly ListedTool[]> {
  const tools: ListedTool[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await list(cursor === undefined ? {} : { cursor });
    tools.push(...page.tools);
    cursor = page.nextCursor;
  }
  return tools;
}

async function seconds<Value>(work: () => Promise<Value>): Promise<[Value, number]> {
  const start = performance.now();
  return [await work(), (performance.now() - start) / 1000];
}

async function load<Module>(file: string): Promise<Module> {
  return (await import(pathToFileURL(join(folder, file)).href)) as Module;
}

/** Every secret that the map reads from the environment, as its own text names them. */
function setSecrets(): void {
  const text = readFileSync(join(folder, 'endpoints.js'), 'utf8');
  for (const [, name = ''] of text.matchAll(/secret\((?:environment|process\.env), '([A-Z0-9_]+)'\)/g)) {
    process.env[name] = 'secret-of-the-api';
  }
}

setSecrets();
const { tools, createTools } = await load<Generated>('generated/index.js');
const { credential } = await load<ImportedEndpoints>('endpoints.js');
const api = await startRestApi();
const proxy = createProxy({
  name: 'documents',
  version: '1.0.0',
  logger: silentLogger,
  tools: createTools,
  backend: { baseUrl: api.url, ...(credential && { credential: credential(process.env) }) },
});
const { url } = await proxy.listen({ port: 0 });
const first = new ClientV1({ name: 'sdk-1', version: '1.0.0' });
const transport = new StreamableV1(new URL('/mcp', url));
await first.connect(transport as Parameters<ClientV1['connect']>[0]);
const second = new ClientV2({ name: 'sdk-2', version: '1.0.0' }, { versionNegotiation: { mode: { pin: LATEST } } });
await second.connect(new StreamableV2(new URL('/mcp', url)));

const [byFirst, firstSeconds] = await seconds(() => listAll((cursor) => first.listTools(cursor)));
const [bySecond, secondSeconds] = await seconds(() => listAll((cursor) => second.listTools(cursor)));
const names = (list: readonly ListedTool[]): string => list.map(({ name }) => name).join('\n');
const expected = tools.map(({ definition }) => definition.name).join('\n');
const problems = [
  ...(names(byFirst) === expected ? [] : ['the SDK 1.x client does not list every tool']),
  ...(names(bySecond) === expected ? [] : ['the SDK 2.x client does not list every tool']),
  ...(JSON.stringify(byFirst.map(({ inputSchema }) => inputSchema)) ===
  JSON.stringify(bySecond.map(({ inputSchema }) => inputSchema))
    ? []
    : ['the two clients list different schemas']),
];
const [schemas, schemaSeconds] = await seconds(async () => checkSchemas(byFirst));
// Nothing was read from the sockets meanwhile: those that the server has closed are to be noticed before they are used.
await setTimeout(100);
const listed = new Map(byFirst.map((tool) => [tool.name, tool]));
const [calls, callSeconds] = await seconds(() =>
  callTools(tools, listed, schemas.checks, api, async (name, args) => {
    const { isError, content } = await first.callTool({ name, arguments: args });
    return { isError: isError === true, text: JSON.stringify(content) };
  }),
);
await Promise.all([first.close(), second.close()]);
await proxy.close();
api.close();
console.log(
  JSON.stringify({
    tools: tools.length,
    problems: [...problems, ...schemas.problems, ...calls.problems],
    called: calls.called,
    skipped: calls.skipped,
    seconds: { list: firstSeconds + secondSeconds, schemas: schemaSeconds, calls: callSeconds },
  }),
);
