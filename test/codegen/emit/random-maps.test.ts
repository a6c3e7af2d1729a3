import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { EndpointMap } from 'mcp-rest-proxy';
import { buildToolModels } from 'mcp-rest-proxy/codegen';
import { emitTools } from '../../../codegen/src/emit/emit-tools.js';
import { anyCodeMap } from './any-code-map.js';
import { anyMap } from './any-map.js';
import { loadEmitted } from './load-emitted.js';
import { createPair, createTally, sameCalls, sameDefinitions, type Tally } from './same-behaviour.js';

/** Maps in all: thousands where time is no matter. */
const RUNS = Number(process.env.EQUIVALENCE_RUNS ?? (process.env.CI ? 2000 : 500));
/** In parts, so that a long run shows that it is getting on. */
const PARTS = 4;

function emit(endpoints: EndpointMap) {
  const code = { specifier: '../endpoints.js', exportName: 'endpoints' };
  return loadEmitted(emitTools({ models: buildToolModels(endpoints), source: 'random.ts', code }), endpoints);
}

async function compare(t: ExecutionContext, maps: fc.Arbitrary<EndpointMap>): Promise<Tally> {
  t.timeout(600_000);
  const tally = createTally();
  await fc.assert(
    fc.asyncProperty(maps, fc.integer(), async (endpoints, seed) => {
      const pair = createPair(endpoints, emit(endpoints));
      sameDefinitions(t, pair);
      await sameCalls(t, pair, seed, 4, tally);
    }),
    { numRuns: Math.ceil(RUNS / PARTS / 2) },
  );
  t.log(`${tally.calls} calls, ${tally.sent} of them sent, ${tally.succeeded} of them without an error`);
  return tally;
}

for (let part = 1; part <= PARTS; part += 1) {
  test.serial(`random maps of data: generated and compiled tools are equal (part ${part} of ${PARTS})`, async (t) => {
    const { calls, sent, succeeded } = await compare(t, anyMap);
    t.true(sent > calls / 2 && succeeded > sent / 2);
  });

  test.serial(`random maps of code: generated and compiled tools are equal (part ${part} of ${PARTS})`, async (t) => {
    const { calls, sent, succeeded } = await compare(t, anyCodeMap);
    t.true(sent > calls / 3 && succeeded > sent / 3);
  });
}
