import assert from 'node:assert/strict';
import type { Client } from '@modelcontextprotocol/client';
import type { AddBookArgs, ListBooksArgs, PlaceOrderArgs } from './generated/index.js';

type Result = Awaited<ReturnType<Client['callTool']>>;

/** The answer of a tool; what is not an object stands below `result`. */
function dataOf({ structuredContent = {} }: Result): unknown {
  const data = structuredContent as Record<string, unknown>;
  return Object.keys(data).join() === 'result' ? data.result : data;
}

function textOf({ content }: Result): string {
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
}

/** One pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const ODYSSEY = '9780140449136';
const MOBY_DICK = '9780142437247';
const HISTORY_OF_TIME = '9780553380163';
const WALDEN = '9780691096124';

/** Calls every tool of the bookshop. @returns how many calls were made. @throws AssertionError when anything is off. */
export async function runStory(client: Client): Promise<number> {
  const called: string[] = [];
  const call = async (name: string, args: object = {}): Promise<Result> => {
    called.push(name);
    return client.callTool({ name, arguments: { ...args } });
  };
  const answer = async (name: string, args: object = {}): Promise<unknown> => {
    const result = await call(name, args);
    assert.ok(result.isError !== true, `${name}: ${textOf(result)}`);
    return dataOf(result);
  };
  const refusal = async (name: string, args: object, reason: RegExp): Promise<void> => {
    const result = await call(name, args);
    assert.equal(result.isError, true, `${name} ought to be refused`);
    assert.match(textOf(result), reason);
  };

  await checkReading(answer, refusal);
  await checkWriting(answer, refusal);
  await checkOrders(answer, refusal);
  await checkPictures(call, answer);

  const { tools } = await client.listTools();
  const names = tools.map(({ name }) => name);
  assert.deepEqual([...new Set(called)].sort(), [...names].sort(), 'every tool is called, and no other');
  const search = tools.find(({ name }) => name === 'search');
  assert.match(search?.description ?? '', /^Deprecated/);
  assert.equal(tools.find(({ name }) => name === 'recommend_books')?.annotations?.readOnlyHint, true);
  return called.length;
}

type Answer = (name: string, args?: object) => Promise<unknown>;
type Refusal = (name: string, args: object, reason: RegExp) => Promise<void>;

/** Lists and objects in the query and the path, pages, recursion. */
async function checkReading(answer: Answer, refusal: Refusal): Promise<void> {
  const titles = async (args: ListBooksArgs) => {
    const page = (await answer('list_books', args)) as { items: { title: string }[]; nextCursor?: string };
    return { titles: page.items.map(({ title }) => title), nextCursor: page.nextCursor };
  };
  const dear = await titles({ genres: ['fiction', 'science'], price: { min: 12, max: 15 } });
  assert.deepEqual(dear.titles, ['Moby-Dick', 'The Odyssey']);
  const first = await titles({ limit: 3 });
  assert.equal(first.titles.length, 3);
  const rest = await titles({ limit: 3, cursor: first.nextCursor ?? '' });
  assert.deepEqual(rest, { titles: ['The Voyage of the Beagle'], nextCursor: undefined });
  await refusal('list_books', { genres: ['poetry'] }, /genres/);

  assert.equal(((await answer('get_book', { isbn: MOBY_DICK })) as { pages: number }).pages, 720);
  await refusal('get_book', { isbn: '../admin/reindex' }, /isbn/);
  await refusal('get_book', { isbn: WALDEN }, /404[\s\S]*There is no book 9780691096124/);

  assert.deepEqual(await answer('get_stock', { isbns: [ODYSSEY, MOBY_DICK] }), { [ODYSSEY]: 0, [MOBY_DICK]: 2 });
  const shelves = (await answer('list_categories')) as { children: { children: { name: string }[] }[] }[];
  assert.equal(shelves[0]?.children[0]?.children[0]?.name, 'At sea');
  const alike = (await answer('recommend_books', { liked: [ODYSSEY] })) as { isbn: string }[];
  assert.deepEqual(
    alike.map(({ isbn }) => isbn),
    [MOBY_DICK],
  );
  assert.deepEqual(await answer('search', { term: 'whale' }), []);
}

/** One of several bodies, changes that remove, and a form. */
async function checkWriting(answer: Answer, refusal: Refusal): Promise<void> {
  const book: AddBookArgs['body'] = {
    medium: 'print',
    isbn: WALDEN,
    title: 'Walden',
    subtitle: 'or, Life in the Woods',
    author: 'Henry David Thoreau',
    genre: 'science',
    price: 11,
    pages: 352,
  };
  await refusal('add_book', { body: { ...book, medium: 'stone' } }, /medium/);
  await answer('add_book', { body: book });
  await refusal('add_book', { body: book }, /409[\s\S]*there already/);
  const changed = (await answer('change_book', { isbn: WALDEN, price: 12, subtitle: null })) as object;
  assert.equal(Reflect.get(changed, 'price'), 12);
  assert.equal(Reflect.has(changed, 'subtitle'), false);
  await answer('remove_book', { isbn: WALDEN });
  await refusal('get_book', { isbn: WALDEN }, /404/);

  const reader = { email: 'ann@example.com', genres: ['history', 'science'] };
  assert.deepEqual(await answer('subscribe', reader), reader);
}

/** An order is placed once for each key, by whom the API knows. */
async function checkOrders(answer: Answer, refusal: Refusal): Promise<void> {
  const order: PlaceOrderArgs = {
    'Idempotency-Key': 'check-0001',
    lines: [
      { isbn: ODYSSEY, copies: 2 },
      { isbn: HISTORY_OF_TIME, copies: 1 },
    ],
    delivery: { kind: 'send', address: { street: '1 Harbour Road', town: 'Nantucket' } },
  };
  const placed = (await answer('place_order', order)) as { id: string; total: number };
  assert.equal(placed.total, 41);
  assert.deepEqual(await answer('place_order', order), placed);
  assert.deepEqual(await answer('get_order', { orderId: placed.id }), placed);
  await refusal('place_order', { ...order, delivery: { kind: 'collect', shop: 'airport' } }, /delivery/);
}

/** A file goes there and comes back. */
async function checkPictures(call: (name: string, args: object) => Promise<Result>, answer: Answer): Promise<void> {
  const stored = await answer('set_cover', { isbn: MOBY_DICK, picture: PNG, credit: 'Rockwell Kent' });
  assert.deepEqual(stored, { bytes: 70, type: 'image/png', credit: 'Rockwell Kent' });
  const { content } = await call('get_cover', { isbn: MOBY_DICK });
  const picture = content.find(({ type }) => type === 'image');
  assert.ok(picture?.type === 'image', 'the cover is a picture');
  assert.deepEqual([picture.mimeType, picture.data], ['image/png', PNG]);
}
