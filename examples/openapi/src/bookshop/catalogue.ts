/** What the bookshop sells and stores. In memory: every start is the same. */

export interface Book {
  readonly isbn: string;
  readonly title: string;
  readonly subtitle?: string | null;
  readonly author: string;
  readonly genre: string;
  readonly price: number;
  readonly medium: 'print' | 'audio';
  readonly pages?: number;
  readonly minutes?: number;
  readonly addedAt: string;
}

export interface Order {
  readonly id: string;
  readonly lines: readonly { readonly isbn: string; readonly copies: number }[];
  readonly delivery: Readonly<Record<string, unknown>>;
  readonly total: number;
  readonly state: 'placed' | 'sent' | 'collected';
}

export interface Cover {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly credit?: string;
}

export interface Category {
  readonly name: string;
  readonly children: readonly Category[];
}

export const categories: readonly Category[] = [
  { name: 'For reading', children: [{ name: 'Fiction', children: [{ name: 'At sea', children: [] }] }] },
  { name: 'For learning', children: [{ name: 'Science', children: [] }] },
];

/** What one running bookshop knows. */
export interface Catalogue {
  readonly books: Map<string, Book>;
  readonly stock: Map<string, number>;
  readonly covers: Map<string, Cover>;
  readonly orders: Map<string, Order>;
  /** Orders by their idempotency key. */
  readonly placed: Map<string, Order>;
}

const addedAt = '2026-01-05T09:00:00Z';

const books: readonly Book[] = [
  {
    isbn: '9780140449136',
    title: 'The Odyssey',
    author: 'Homer',
    genre: 'fiction',
    price: 12.5,
    medium: 'print',
    pages: 416,
    addedAt,
  },
  {
    isbn: '9780142437247',
    title: 'Moby-Dick',
    subtitle: 'or, The Whale',
    author: 'Herman Melville',
    genre: 'fiction',
    price: 14,
    medium: 'print',
    pages: 720,
    addedAt,
  },
  {
    isbn: '9780553380163',
    title: 'A Brief History of Time',
    author: 'Stephen Hawking',
    genre: 'science',
    price: 16,
    medium: 'audio',
    minutes: 340,
    addedAt,
  },
  {
    isbn: '9780199540464',
    title: 'The Voyage of the Beagle',
    author: 'Charles Darwin',
    genre: 'science',
    price: 9,
    medium: 'print',
    pages: 512,
    addedAt,
  },
];

export function openCatalogue(): Catalogue {
  return {
    books: new Map(books.map((book) => [book.isbn, book])),
    stock: new Map(books.map(({ isbn }, index) => [isbn, 2 * index])),
    covers: new Map(),
    orders: new Map(),
    placed: new Map(),
  };
}
