import type { GeneratedTool } from 'mcp-rest-proxy/generated';
import type { RestApi, SeenRequest } from './rest-api.js';
import { sample } from './sample.js';
import type { ListedTool, ToolChecks } from './schema-rules.js';

type Json = Readonly<Record<string, unknown>>;
type CheckOf = ToolChecks['input'];

/** What a client is told by a call. */
export interface ToolAnswer {
  readonly isError: boolean;
  readonly text: string;
}

export type CallTool = (name: string, args: Record<string, unknown>) => Promise<ToolAnswer>;

const ROUNDS = 6;
/** How many tools of a document are called. */
const CALLS = 60;

function fitting(schema: Json, check: CheckOf): unknown {
  for (let round = 0; round < ROUNDS; round += 1) {
    const value = sample(schema, round);
    if (check(value)) return value;
  }
  return undefined;
}

/** Evenly spread over the list. */
function spread<Item>(list: readonly Item[], count: number): readonly Item[] {
  if (list.length <= count) return list;
  return Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)]).filter(
    (item) => item !== undefined,
  );
}

function pathPattern(path: string): RegExp {
  const fixed = path.split(/\{[^}]*\}/).map((part) => encodeURI(part).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^/base${fixed.join('.+')}(\\?|$)`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with a request, going by the tool it was sent for. */
function malformed({ method, target, headers, body }: SeenRequest, { endpoint }: GeneratedTool): string[] {
  const type = headers['content-type'] ?? '';
  return [
    ...(method === endpoint.method ? [] : [`has the method ${method}`]),
    ...(pathPattern(endpoint.path).test(target) ? [] : [`goes to ${target}, not ${endpoint.path}`]),
    ...(/^[\x21-\x7e]+$/.test(target) && !/[{}<>"\\^`]/.test(target) ? [] : [`has unsafe characters in ${target}`]),
    ...(type.includes('json') && !isJson(body) ? ['has a body that is no JSON'] : []),
    ...(body !== '' && type === '' ? ['has a body without a type'] : []),
  ];
}

/** The answer of a backend whose structured content fits; `undefined` in a tool that answers text. */
function answerFor(tool: GeneratedTool, listed: ListedTool, check: CheckOf | undefined): unknown {
  if (!listed.outputSchema || !check) return { ok: true };
  const structured = fitting(listed.outputSchema, check);
  return tool.output?.wrapped && typeof structured === 'object' && structured !== null
    ? Reflect.get(structured, 'result')
    : structured;
}

/** How the calls went. */
export interface Calls {
  readonly called: number;
  /** Tools that no arguments, or no answer, were found for. */
  readonly skipped: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Calls tools from all over the document with arguments that fit, and looks at the one request that each sends and at
 * what a client makes of the answer.
 */
export async function callTools(
  tools: readonly GeneratedTool[],
  listed: ReadonlyMap<string, ListedTool>,
  checks: ReadonlyMap<string, ToolChecks>,
  api: RestApi,
  call: CallTool,
): Promise<Calls> {
  const problems: string[] = [];
  const skipped: string[] = [];
  let called = 0;
  for (const tool of spread(tools, CALLS)) {
    const { name } = tool.definition;
    const [definition, check] = [listed.get(name), checks.get(name)];
    if (!definition || !check) continue;
    const args = fitting(definition.inputSchema, check.input);
    const answer = answerFor(tool, definition, check.output);
    if (typeof args !== 'object' || args === null || answer === undefined) {
      skipped.push(name);
      continue;
    }
    api.answer(answer);
    const result = await call(name, { ...args }).catch((error: unknown) => ({ isError: true, text: String(error) }));
    const requests = api.take();
    called += 1;
    if (result.isError) problems.push(`${name}: ${result.text.slice(0, 300)}`);
    else if (requests.length !== 1) problems.push(`${name}: sent ${requests.length} requests`);
    for (const request of requests)
      problems.push(...malformed(request, tool).map((what) => `${name}: the request ${what}`));
  }
  return { called, skipped, problems };
}
