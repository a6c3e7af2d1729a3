import assert from 'node:assert/strict';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';

interface Answer {
  readonly isError: boolean;
  readonly text: string;
  readonly data: unknown;
}

/** Calls every tool of the office. @returns how many calls were made. @throws AssertionError when anything is off. */
export async function runStory(client: Client): Promise<number> {
  const called: string[] = [];
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<Answer> => {
    called.push(name);
    const { content, isError, structuredContent } = await client.callTool({ name, arguments: args });
    const blocks = content as readonly { readonly text?: string }[];
    const text = blocks.map((block) => block.text ?? '').join('\n');
    return { isError: isError === true, text, data: structuredContent };
  };

  await checkParcels(call);
  await checkDepots(call);
  assert.equal((await call('estimate_arrival', { id: 'p-0002' })).text, 'P-0002 arrives in oslo on 2026-03-07.');
  assert.equal((await call('estimate_arrival', { id: 'P-9999' })).isError, true);

  const names = (await client.listTools()).tools.map(({ name }) => name);
  assert.deepEqual([...new Set(called)].sort(), [...names].sort(), 'every tool is called, and no other');
  return called.length;
}

type Call = (name: string, args?: Record<string, unknown>) => Promise<Answer>;

/** The zod map: its transforms, refinements and its format run, though the tools are generated. */
async function checkParcels(call: Call): Promise<void> {
  const march = { from: '2026-03-01', to: '2026-03-31' };
  const found = await call('find_parcels', { ...march, town: '  Oslo ' });
  assert.deepEqual(
    (found.data as { result: { id: string }[] }).result.map(({ id }) => id),
    ['P-0002'],
  );
  const backwards = await call('find_parcels', { from: '2026-03-31', to: '2026-03-01' });
  assert.ok(backwards.isError);
  assert.match(backwards.text, /from must not be after to/);

  const tracked = await call('track_parcel', { id: 'p-0002' });
  assert.equal(tracked.text, 'P-0002 to oslo\n2026-03-05  handed in at STA\n2026-03-06  left STA');

  const sent = await call('send_parcel', { to: 'Nantucket', kilograms: 2.5, depot: 'HAR' });
  assert.equal((sent.data as { grams: number }).grams, 2500);
  assert.ok((await call('send_parcel', { to: 'Nantucket', kilograms: 31, depot: 'HAR' })).isError);
}

/** The YAML map. */
async function checkDepots(call: Call): Promise<void> {
  const all = await call('list_depots');
  assert.equal((all.data as { result: unknown[] }).result.length, 2);
  const harbour = await call('get_depot', { code: 'HAR' });
  assert.deepEqual(harbour.data, { code: 'HAR', name: 'Harbour', days: { nantucket: 1, oslo: 3 } });
  assert.ok((await call('get_depot', { code: 'har' })).isError);
}
