import test from 'ava';
import type { EndpointMap } from 'mcp-rest-proxy';
import { buildToolModels } from 'mcp-rest-proxy/codegen';
import { emitTools } from '../../../../codegen/src/emit/emit-tools.js';
import { loadEmitted } from '../load-emitted.js';
import { createPair, createTally, sameCalls, sameDefinitions } from '../same-behaviour.js';

const DEFINITIONS = {
  Mode: { type: 'object', properties: { fast: { type: 'boolean', default: true } } },
  Part: { type: 'object', properties: { name: { type: 'string', maxLength: 3 }, parts: { $ref: '#/$defs/Parts' } } },
  Parts: { type: 'array', items: { $ref: '#/$defs/Part' } },
};

function send(properties: Readonly<Record<string, unknown>>): EndpointMap[string] {
  const schema = { type: 'object', properties, $defs: DEFINITIONS };
  return { method: 'POST', path: '/', description: 'Sends it.', body: schema, response: schema };
}

/** Every schema here has the definitions in another place. */
const whole = { $ref: '#/$defs/Mode', $defs: DEFINITIONS };
const endpoints: EndpointMap = {
  plain: send({ mode: { $ref: '#/$defs/Mode' }, part: { $ref: '#/$defs/Part' } }),
  choice: send({ mode: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/Mode' }] }, parts: { $ref: '#/$defs/Parts' } }),
  closed: send({ part: { $ref: '#/$defs/Part', unevaluatedProperties: false } }),
  schemas: { method: 'POST', path: '/', description: 'Sends a mode.', body: whole, response: whole },
  shared: { method: 'PUT', path: '/', description: 'Sends a mode.', body: whole, response: whole },
};

test('what several tools have in common is checked, and filled in, as at run time', async (t) => {
  const files = emitTools({ models: buildToolModels(endpoints), source: 'endpoints.ts' });
  t.true(files.has('validators/shared.ts'));
  const pair = createPair(endpoints, loadEmitted(files, endpoints));
  const tally = createTally();
  sameDefinitions(t, pair);
  await sameCalls(t, pair, 3, 150, tally);
  t.true(tally.succeeded > tally.calls / 2, JSON.stringify(tally));
});
