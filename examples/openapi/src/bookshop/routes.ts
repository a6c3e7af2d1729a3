import { json, notFound, Problem } from './answer.js';
import { type Book, type Catalogue, categories, type Order } from './catalogue.js';

/** One request, with what its path says. */
export interface Call {
  readonly shop: Catalogue;
  readonly request: Request;
  readonly query: URLSearchParams;
  /** The parts of the path that the route leaves open. */
  readonly path: readonly string[];
}

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  /** True when anybody may ask. */
  readonly open: boolean;
  readonly answer: (call: Call) => Response | Promise<Response>;
}

function bookOf({ shop, path: [isbn = ''] }: Call): Book {
  const book = shop.books.get(isbn);
  if (!book) throw notFound(`book ${isbn}`);
  return book;
}

function sorted(shop: Catalogue): Book[] {
  return [...shop.books.values()].sort((left, right) => (left.title < right.title ? -1 : 1));
}

function listBooks({ shop, query }: Call): Response {
  const words = (query.get('q') ?? '').toLowerCase();
  const genres = query.get('genres')?.split(',');
  const [min, max] = [Number(query.get('price[min]') ?? 0), Number(query.get('price[max]') ?? Number.MAX_VALUE)];
  const found = sorted(shop).filter(
    ({ title, author, genre, price }) =>
      `${title} ${author}`.toLowerCase().includes(words) &&
      (genres?.includes(genre) ?? true) &&
      price >= min &&
      price <= max,
  );
  const start = Number(query.get('cursor') ?? 0);
  const end = start + Number(query.get('limit') ?? 10);
  return json({ items: found.slice(start, end), ...(end < found.length && { nextCursor: String(end) }) });
}

async function addBook({ shop, request }: Call): Promise<Response> {
  const given = (await request.json()) as Omit<Book, 'addedAt'>;
  if (shop.books.has(given.isbn)) throw new Problem(409, 'Conflict', `Book ${given.isbn} is there already.`);
  const book: Book = { ...given, addedAt: new Date().toISOString() };
  shop.books.set(book.isbn, book);
  shop.stock.set(book.isbn, 0);
  return json(book, 201);
}

async function changeBook(call: Call): Promise<Response> {
  const changes = (await call.request.json()) as Partial<Book>;
  const merged = Object.entries({ ...bookOf(call), ...changes }).filter(([, value]) => value !== null);
  const book = Object.fromEntries(merged) as unknown as Book;
  call.shop.books.set(book.isbn, book);
  return json(book);
}

function removeBook(call: Call): Response {
  call.shop.books.delete(bookOf(call).isbn);
  return new Response(null, { status: 204 });
}

function getCover(call: Call): Response {
  const cover = call.shop.covers.get(bookOf(call).isbn);
  if (!cover) throw notFound('cover of this book');
  return new Response(cover.bytes.slice(), { headers: { 'content-type': cover.type } });
}

async function setCover(call: Call): Promise<Response> {
  const form = await call.request.formData();
  const picture = form.get('picture');
  const credit = form.get('credit');
  if (!(picture instanceof Blob)) throw new Problem(422, 'Invalid', 'The picture is missing.');
  const said = typeof credit === 'string' ? { credit } : {};
  const cover = { bytes: new Uint8Array(await picture.arrayBuffer()), type: picture.type, ...said };
  call.shop.covers.set(bookOf(call).isbn, cover);
  return json({ bytes: cover.bytes.length, type: cover.type, ...said });
}

function getStock({ shop, path: [isbns = ''] }: Call): Response {
  return json(Object.fromEntries(isbns.split(',').map((isbn) => [isbn, shop.stock.get(isbn) ?? 0])));
}

async function recommend({ shop, request }: Call): Promise<Response> {
  const { liked, most = 3 } = (await request.json()) as { liked: string[]; most?: number };
  const genres = liked.map((isbn) => shop.books.get(isbn)?.genre);
  const others = sorted(shop).filter(({ isbn, genre }) => genres.includes(genre) && !liked.includes(isbn));
  return json(others.slice(0, most));
}

async function placeOrder({ shop, request }: Call): Promise<Response> {
  const key = request.headers.get('idempotency-key') ?? '';
  const before = shop.placed.get(key);
  if (before) return json(before, 201);
  const { lines, delivery } = (await request.json()) as Pick<Order, 'lines' | 'delivery'>;
  const prices = lines.map(({ isbn, copies }) => {
    const book = shop.books.get(isbn);
    if (!book) throw new Problem(422, 'Invalid', `There is no book ${isbn}.`);
    return copies * book.price;
  });
  const total = prices.reduce((sum, price) => sum + price, 0);
  const order: Order = { id: `order-${shop.orders.size + 1}`, lines, delivery, total, state: 'placed' };
  shop.orders.set(order.id, order);
  shop.placed.set(key, order);
  return json(order, 201);
}

function getOrder({ shop, path: [id = ''] }: Call): Response {
  const order = shop.orders.get(id);
  if (!order) throw notFound(`order ${id}`);
  return json(order);
}

async function subscribe({ request }: Call): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  return json({ email: form.get('email'), genres: form.getAll('genres') }, 201);
}

function search({ shop, query }: Call): Response {
  const term = (query.get('term') ?? '').toLowerCase();
  const found = sorted(shop).filter(({ title }) => title.toLowerCase().includes(term));
  return json(found.map(({ title }) => title));
}

const BOOK = /^\/books\/([^/]+)$/;
const COVER = /^\/books\/([^/]+)\/cover$/;

export const routes: readonly Route[] = [
  { method: 'GET', pattern: /^\/books$/, open: true, answer: listBooks },
  { method: 'POST', pattern: /^\/books$/, open: false, answer: addBook },
  { method: 'GET', pattern: BOOK, open: true, answer: (call) => json(bookOf(call)) },
  { method: 'PATCH', pattern: BOOK, open: false, answer: changeBook },
  { method: 'DELETE', pattern: BOOK, open: false, answer: removeBook },
  { method: 'GET', pattern: COVER, open: true, answer: getCover },
  { method: 'PUT', pattern: COVER, open: false, answer: setCover },
  { method: 'GET', pattern: /^\/stock\/([^/]+)$/, open: true, answer: getStock },
  { method: 'GET', pattern: /^\/categories$/, open: true, answer: () => json(categories) },
  { method: 'POST', pattern: /^\/recommendations$/, open: false, answer: recommend },
  { method: 'POST', pattern: /^\/orders$/, open: false, answer: placeOrder },
  { method: 'GET', pattern: /^\/orders\/([^/]+)$/, open: false, answer: getOrder },
  { method: 'POST', pattern: /^\/subscriptions$/, open: false, answer: subscribe },
  { method: 'GET', pattern: /^\/search$/, open: true, answer: search },
  { method: 'POST', pattern: /^\/admin\/reindex$/, open: false, answer: () => new Response(null, { status: 202 }) },
];
