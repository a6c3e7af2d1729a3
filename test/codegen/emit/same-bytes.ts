import type { ExecutionContext } from 'ava';
import { compileTools, type EndpointMap } from 'mcp-rest-proxy';
import { startRestServer } from '../../helpers/rest-server.js';
import { createDice } from './dice.js';
import type { GeneratedModule } from './load-emitted.js';
import { randomValue } from './random-values.js';
import { withoutBoundary } from './recorder.js';
import { caller, withoutTimes } from './same-behaviour.js';

const QUICK = { retry: { attempts: 2, minDelay: 0, maxDelay: 0 } };

/** Answers with what it was asked, and with a failure now and then. */
function serve(t: ExecutionContext) {
  let count = 0;
  return startRestServer(t, (request, response) => {
    count += 1;
    const status = count % 7 === 0 ? 500 : count % 11 === 0 ? 404 : 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: 'a', target: request.target, error: count }));
  });
}

type Seen = Awaited<ReturnType<typeof startRestServer>>['requests'][number];

/** All that a backend can see, but for its own address. */
function onTheWire({ method, target, headers, body }: Seen): unknown {
  const { host: _, ...rest } = headers;
  const type = headers['content-type'] ?? '';
  return JSON.parse(withoutBoundary(JSON.stringify({ method, target, headers: rest, body }), type));
}

/** A map, and the tools generated from it. */
interface Generated {
  readonly endpoints: EndpointMap;
  readonly module: GeneratedModule;
  readonly outputMismatch?: 'error' | 'warn';
}

/** Calls both over HTTP, with the same arguments: what is sent and what comes of it must be the same. */
export async function sameBytes(
  t: ExecutionContext,
  { endpoints, module, outputMismatch = 'error' }: Generated,
): Promise<void> {
  const [expected, actual] = [await serve(t), await serve(t)];
  const compiled = compileTools(endpoints, { backend: { baseUrl: expected.baseUrl, ...QUICK }, outputMismatch });
  const generated = module.createTools({ backend: { baseUrl: actual.baseUrl, ...QUICK } });
  t.teardown(() => Promise.all([compiled.close(), generated.close()]));
  const dice = createDice(7);
  for (const tool of compiled.definitions) {
    for (let count = 0; count < 30; count += 1) {
      const args = randomValue(tool.inputSchema, tool.inputSchema, dice);
      const context = { principal: caller, signal: new AbortController().signal };
      const results = [await compiled.call(tool.name, args, context), await generated.call(tool.name, args, context)];
      t.deepEqual(withoutTimes(results[1]), withoutTimes(results[0]), `${tool.name} ${JSON.stringify(args)}`);
    }
  }
  t.deepEqual(actual.requests.map(onTheWire), expected.requests.map(onTheWire));
  t.true(expected.requests.length > 10);
}
