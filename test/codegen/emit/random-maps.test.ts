import test from 'ava';
import fc from 'fast-check';
import { buildToolModels } from 'mcp-rest-proxy/codegen';
import { emitTools } from '../../../codegen/src/emit/emit-tools.js';
import { anyMap } from './any-map.js';
import { loadEmitted } from './load-emitted.js';
import { createPair, sameCalls, sameDefinitions, type Tally } from './same-behaviour.js';

/** Maps in all; in parts, so that a long run shows that it is getting on. */
const RUNS = Number(process.env.EQUIVALENCE_RUNS ?? 2000);
const PARTS = 8;

for (let part = 1; part <= PARTS; part += 1) {
  test.serial(`random maps: generated and compiled tools are equal (part ${part} of ${PARTS})`, async (t) => {
    t.timeout(600_000);
    const tally: Tally = { calls: 0, sent: 0, failed: 0 };
    await fc.assert(
      fc.asyncProperty(anyMap, fc.integer(), async (endpoints, seed) => {
        const models = buildToolModels(endpoints);
        const pair = createPair(endpoints, loadEmitted(emitTools({ models, source: 'random.json' })));
        sameDefinitions(t, pair);
        await sameCalls(t, pair, seed, 4, tally);
      }),
      { numRuns: Math.ceil(RUNS / PARTS) },
    );
    t.log(`${tally.calls} calls, ${tally.sent} of them sent, ${tally.failed} of them failed`);
    t.true(tally.sent > tally.calls / 6);
  });
}
