import { fileURLToPath } from 'node:url';
import test from 'ava';
import { type EndpointMap, loadEndpoints } from 'mcp-rest-proxy';
import * as depots from '../../../examples/custom-server/src/depots/generated/index.js';
import { parcels as parcelEndpoints } from '../../../examples/custom-server/src/parcels/endpoints.js';
import * as parcels from '../../../examples/custom-server/src/parcels/generated/index.js';
import * as flagship from '../../../examples/falkordb-proxy/src/generated/index.js';
import { endpoints as flagshipEndpoints } from '../../../examples/falkordb-proxy/src/tools/map.js';
import { endpoints as bookshopEndpoints } from '../../../examples/openapi/src/endpoints.js';
import * as bookshop from '../../../examples/openapi/src/generated/index.js';
import type { GeneratedModule } from './load-emitted.js';
import { createPair, createTally, sameCalls, sameDefinitions } from './same-behaviour.js';
import { sameBytes } from './same-bytes.js';

const depotFile = fileURLToPath(new URL('../../../examples/custom-server/src/depots/endpoints.yaml', import.meta.url));

const examples: readonly (readonly [title: string, map: EndpointMap, module: GeneratedModule])[] = [
  ['falkordb-proxy', flagshipEndpoints, flagship],
  ['openapi', bookshopEndpoints, bookshop],
  ['custom-server, parcels', parcelEndpoints, parcels],
  ['custom-server, depots', await loadEndpoints(depotFile), depots],
];

for (const [title, map, module] of examples) {
  test(`the checked-in tools of the example ${title} do what its compiled map does`, async (t) => {
    const pair = createPair(map, module);
    const tally = createTally();
    sameDefinitions(t, pair);
    await sameCalls(t, pair, 1, 60, tally);
    t.true(tally.sent > tally.calls / 5, JSON.stringify(tally));
  });

  test(`over HTTP, the checked-in tools of the example ${title} send the same bytes`, (t) =>
    sameBytes(t, { endpoints: map, module }));
}
