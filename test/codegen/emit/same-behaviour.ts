import type { ExecutionContext } from 'ava';
import {
  type BackendClientFactory,
  BackendFailure,
  type BackendOptions,
  compileTools,
  type EndpointMap,
  type Principal,
  type ToolSet,
} from 'mcp-rest-proxy';
import type { GeneratedModule } from './load-emitted.js';
import { createDice, type Dice, pick, randomValue } from './random-values.js';

/** A request as the backend would have seen it. */
type Sent = Readonly<Record<string, unknown>>;

export const caller: Principal = {
  subject: 'alice',
  issuer: 'test',
  scopes: 'all',
  tenant: 'acme',
  claims: { email: 'alice@example.com' },
};

/** What a boundary is made of is chance; everything else is bytes. */
export function withoutBoundary(text: string, contentType: string): string {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1];
  return boundary === undefined ? text : text.replaceAll(boundary, 'BOUNDARY');
}

/** Answers that say more than JavaScript values can: broken, empty, and with integers that a double cannot hold. */
const ODD = ['{"broken"', '', '{"big":12345678901234567890,"list":[9007199254740993]}', '9007199254740993'];

interface Recorder {
  readonly sent: Sent[];
  readonly client: BackendClientFactory;
  /** Settles what the next calls are answered. */
  answer(seed: number, schema: unknown): void;
}

const TYPES = [...Array.from({ length: 12 }, () => 'application/json'), 'text/plain', 'text/html', ''];
const STATUSES = [...Array.from({ length: 30 }, () => 200), 201, 204, 302, 400, 401, 404, 409, 422, 429, 500, 503];

function recorder(): Recorder {
  const sent: Sent[] = [];
  let dice: Dice = createDice(0);
  let schema: unknown;
  return {
    sent,
    answer(seed, response) {
      dice = createDice(seed);
      schema = response;
    },
    client: () => ({
      async send({ method, path, headers, body }) {
        const type = headers['content-type'] ?? '';
        const text = body === undefined ? undefined : Buffer.from(body).toString('latin1');
        sent.push(
          JSON.parse(
            withoutBoundary(JSON.stringify({ method, path, headers, ...(text !== undefined && { text }) }), type),
          ),
        );
        if (dice() < 0.03) throw new BackendFailure('backend_timeout', 'unknown', 'No answer in time.');
        const root = typeof schema === 'object' && schema !== null ? { ...schema } : {};
        const value = randomValue(schema ?? {}, root, dice);
        const status = pick(STATUSES, dice) ?? 200;
        const mediaType = pick(TYPES, dice) ?? '';
        const answer = dice() < 0.2 ? (pick(ODD, dice) ?? '') : JSON.stringify(value);
        return { status, headers: mediaType === '' ? {} : { 'content-type': mediaType }, body: Buffer.from(answer) };
      },
      async close() {},
    }),
  };
}

const QUICK: Partial<BackendOptions> = { retry: { attempts: 2, minDelay: 0, maxDelay: 0 } };

/** Both kinds of tools of one map, each on a backend of its own that answers as it is told. */
export interface Pair {
  readonly endpoints: EndpointMap;
  readonly compiled: ToolSet;
  readonly generated: ToolSet;
  readonly backends: readonly [Recorder, Recorder];
}

export function createPair(
  endpoints: EndpointMap,
  module: GeneratedModule,
  outputMismatch: 'error' | 'warn' = 'error',
): Pair {
  const backends = [recorder(), recorder()] as const;
  const options = (client: BackendClientFactory) => ({
    backend: { baseUrl: 'http://backend.test/v1', client, ...QUICK },
  });
  return {
    endpoints,
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

async function callOne(tools: ToolSet, backend: Recorder, name: string, args: unknown, seed: number, schema: unknown) {
  backend.sent.length = 0;
  backend.answer(seed, schema);
  const result = await tools.call(name, args, { principal: caller, signal: new AbortController().signal });
  return { sent: [...backend.sent], result: withoutTimes(result), args } satisfies Outcome;
}

/** How often calls got past the checks and reached the backend. */
export interface Tally {
  calls: number;
  sent: number;
  failed: number;
}

/** Calls both with the same arguments, mostly valid ones; requests, results and errors must be equal to the byte. */
export async function sameCalls(
  t: ExecutionContext,
  pair: Pair,
  seed: number,
  times: number,
  tally: Tally = { calls: 0, sent: 0, failed: 0 },
): Promise<void> {
  const dice = createDice(seed);
  for (const { name, inputSchema, outputSchema } of pair.compiled.definitions) {
    for (let count = 0; count < times; count += 1) {
      const args = randomValue(inputSchema, inputSchema, dice);
      const answerSeed = Math.floor(dice() * 2 ** 32);
      const response = pair.endpoints[name]?.response ? outputSchema : undefined;
      const [expected, actual] = [
        await callOne(pair.compiled, pair.backends[0], name, structuredClone(args), answerSeed, response),
        await callOne(pair.generated, pair.backends[1], name, structuredClone(args), answerSeed, response),
      ];
      tally.calls += 1;
      if (expected.sent.length > 0) tally.sent += 1;
      if (typeof expected.result === 'object' && expected.result !== null && 'isError' in expected.result)
        tally.failed += 1;
      if (JSON.stringify(actual) === JSON.stringify(expected)) continue;
      t.deepEqual(actual, expected, `${name} ${JSON.stringify(args)}`);
      t.is(JSON.stringify(actual), JSON.stringify(expected));
    }
  }
}
