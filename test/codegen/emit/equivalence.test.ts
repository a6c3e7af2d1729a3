import test, { type ExecutionContext } from 'ava';
import { compileTools, type EndpointMap } from 'mcp-rest-proxy';
import * as code from '../../golden/emit/code/generated/index.js';
import * as flagship from '../../golden/emit/flagship/generated/index.js';
import * as hostile from '../../golden/emit/hostile/generated/index.js';
import * as language from '../../golden/emit/language/generated/index.js';
import * as orders from '../../golden/emit/orders/generated/index.js';
import { startRestServer } from '../../helpers/rest-server.js';
import { createDice } from './dice.js';
import { goldenCases } from './golden-cases.js';
import type { GeneratedModule } from './load-emitted.js';
import { randomValue } from './random-values.js';
import { withoutBoundary } from './recorder.js';
import { caller, createPair, createTally, sameCalls, sameDefinitions, withoutTimes } from './same-behaviour.js';

const modules: Readonly<Record<string, GeneratedModule>> = { code, flagship, hostile, language, orders };

for (const { name, endpoints, outputMismatch } of goldenCases) {
  const module = modules[name] ?? orders;

  test(`the generated tools of the map "${name}" do what its compiled tools do`, async (t) => {
    const pair = createPair(endpoints, module, outputMismatch);
    const tally = createTally();
    sameDefinitions(t, pair);
    await sameCalls(t, pair, 1, 100, tally);
    t.true(tally.sent > tally.calls / 2, JSON.stringify(tally));
  });

  test(`over HTTP, the generated tools of the map "${name}" send the same bytes`, async (t) => {
    const [expected, actual] = [await serve(t), await serve(t)];
    const compiled = compileTools(endpoints, { backend: { baseUrl: expected.baseUrl, ...QUICK }, outputMismatch });
    const generated = module.createTools({ backend: { baseUrl: actual.baseUrl, ...QUICK } });
    t.teardown(() => Promise.all([compiled.close(), generated.close()]));
    const dice = createDice(7);
    for (const tool of compiled.definitions) {
      for (let count = 0; count < 12; count += 1) {
        const args = randomValue(tool.inputSchema, tool.inputSchema, dice);
        const context = { principal: caller, signal: new AbortController().signal };
        const results = [await compiled.call(tool.name, args, context), await generated.call(tool.name, args, context)];
        t.deepEqual(withoutTimes(results[1]), withoutTimes(results[0]), `${tool.name} ${JSON.stringify(args)}`);
      }
    }
    t.deepEqual(actual.requests.map(onTheWire), expected.requests.map(onTheWire));
    t.true(expected.requests.length > 10);
  });
}

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

test('functions given at run time stand in for those of the module', async (t) => {
  const { requests, baseUrl } = await startRestServer(t);
  const { notes } = await import('../../golden/emit/code/endpoints.js');
  const map: EndpointMap = notes;
  const hooks = {
    ...map,
    add_note: {
      ...map.add_note,
      request: (request: Parameters<NonNullable<(typeof map)[string]['request']>>[0]) => ({
        ...request,
        path: '/elsewhere',
      }),
    },
  };
  const tools = code.createTools({ backend: { baseUrl }, hooks });
  t.teardown(() => tools.close());
  const result = await code.addNote(tools, { text: 'hello' });
  t.deepEqual(result.content, [{ type: 'text', text: 'Added (200).' }]);
  t.is(requests[0]?.target, '/elsewhere');
});
