import test from 'ava';
import type { EndpointMap } from 'mcp-rest-proxy';
import * as code from '../../golden/emit/code/generated/index.js';
import * as hostile from '../../golden/emit/hostile/generated/index.js';
import * as language from '../../golden/emit/language/generated/index.js';
import * as orders from '../../golden/emit/orders/generated/index.js';
import { startRestServer } from '../../helpers/rest-server.js';
import { goldenCases } from './golden-cases.js';
import type { GeneratedModule } from './load-emitted.js';
import { createPair, createTally, sameCalls, sameDefinitions } from './same-behaviour.js';
import { sameBytes } from './same-bytes.js';

const modules: Readonly<Record<string, GeneratedModule>> = { code, hostile, language, orders };

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
    await sameBytes(t, { endpoints, module, outputMismatch });
  });
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
