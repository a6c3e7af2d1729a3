import type { ExecutionContext } from 'ava';
import {
  type BackendClientFactory,
  type BackendOptions,
  compileTools,
  type EndpointMap,
  type Principal,
  type ToolSet,
} from 'mcp-rest-proxy';
import { createDice } from './dice.js';
import type { GeneratedModule } from './load-emitted.js';
import { fittingValue, randomValue } from './random-values.js';
import { createRecorder, type Promised, type Recorder, type Sent } from './recorder.js';

export const caller: Principal = {
  subject: 'alice',
  issuer: 'test',
  scopes: 'all',
  tenant: 'acme',
  claims: { email: 'alice@example.com' },
};

const QUICK: Partial<BackendOptions> = { retry: { attempts: 2, minDelay: 0, maxDelay: 0 } };

/** Both kinds of tools of one map, each on a backend of its own that answers as it is told. */
export interface Pair {
  /** What each tool's backend says it answers with. */
  readonly promised: ReadonlyMap<string, Promised>;
  readonly compiled: ToolSet;
  readonly generated: ToolSet;
  readonly backends: readonly [Recorder, Recorder];
}

export function createPair(
  endpoints: EndpointMap,
  module: GeneratedModule,
  outputMismatch: 'error' | 'warn' = 'error',
): Pair {
  const backends = [createRecorder(), createRecorder()] as const;
  const options = (client: BackendClientFactory) => ({
    backend: { baseUrl: 'http://backend.test/v1', client, ...QUICK },
  });
  const promised = module.tools.map(({ definition: { name, outputSchema: schema }, output }): [string, Promised] => [
    name,
    { schema, wrapped: output?.wrapped ?? false },
  ]);
  return {
    promised: new Map(promised),
    compiled: compileTools(endpoints, { ...options(backends[0].client), outputMismatch }),
    generated: module.createTools(options(backends[1].client)),
    backends,
  };
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}

/** Both list the same definitions, sorted by name. */
export function sameDefinitions(t: ExecutionContext, { compiled, generated }: Pair): void {
  const expected = [...compiled.definitions].sort(byName);
  t.deepEqual(JSON.parse(JSON.stringify(generated.definitions)), JSON.parse(JSON.stringify(expected)));
}

/** How long a call took is no part of what it does. */
export function withoutTimes(result: unknown): unknown {
  const text = JSON.stringify(result).replaceAll(/(Response time: |"responseTimeMs":)\d+/g, '$10');
  return JSON.parse(text);
}

interface Outcome {
  readonly sent: readonly Sent[];
  readonly result: unknown;
  /** What was given, which no call may change. */
  readonly args: unknown;
}

/** One call, to be made of both. */
interface Call {
  readonly name: string;
  readonly args: unknown;
  readonly seed: number;
  readonly promised: Promised;
}

async function callOne(tools: ToolSet, backend: Recorder, { name, args, seed, promised }: Call): Promise<Outcome> {
  const own = structuredClone(args);
  backend.sent.length = 0;
  backend.answer(seed, promised);
  const result = await tools.call(name, own, { principal: caller, signal: new AbortController().signal });
  return { sent: [...backend.sent], result: withoutTimes(result), args: own };
}

/** How often calls got past the checks and reached the backend, and how often all went well. */
export interface Tally {
  calls: number;
  sent: number;
  succeeded: number;
}

export function createTally(): Tally {
  return { calls: 0, sent: 0, succeeded: 0 };
}

function count(tally: Tally, { sent, result }: Outcome): void {
  const isError = typeof result === 'object' && result !== null && 'isError' in result && result.isError === true;
  tally.calls += 1;
  if (sent.length > 0) tally.sent += 1;
  if (sent.length > 0 && !isError) tally.succeeded += 1;
}

async function sameCall(t: ExecutionContext, pair: Pair, call: Call, tally: Tally): Promise<void> {
  const expected = await callOne(pair.compiled, pair.backends[0], call);
  const actual = await callOne(pair.generated, pair.backends[1], call);
  count(tally, expected);
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  t.deepEqual(actual, expected, `${call.name} ${JSON.stringify(call.args)}`);
  t.is(JSON.stringify(actual), JSON.stringify(expected));
}

/**
 * Calls both with the same arguments, three of four times such as fit; requests, results and errors must be equal to
 * the byte.
 */
export async function sameCalls(
  t: ExecutionContext,
  pair: Pair,
  seed: number,
  times: number,
  tally: Tally = createTally(),
): Promise<void> {
  const dice = createDice(seed);
  for (const { name, inputSchema } of pair.compiled.definitions) {
    const promised = pair.promised.get(name) ?? { schema: undefined, wrapped: false };
    for (let index = 0; index < times; index += 1) {
      const choose = index % 4 === 3 ? randomValue : fittingValue;
      const args = choose(inputSchema, inputSchema, dice);
      await sameCall(t, pair, { name, args, seed: Math.floor(dice() * 2 ** 32), promised }, tally);
    }
  }
}
