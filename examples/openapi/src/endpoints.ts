// Endpoint map of Bookshop API 2.3.0, imported from bookshop.yaml.
// It is yours to edit: names, descriptions, schemas, hooks. Importing again keeps what was edited:
//   npx generate-tools
// What was generated is remembered in the lock beside this file; check both in.

import {
  bearer,
  type Credential,
  type EndpointMap,
  type JsonSchema,
  noCredential,
  withDefinitions,
} from 'mcp-rest-proxy';

/**
 * Where the API is served: On this machine.
 * Parts of it that a deployment may choose:
 *   - port: 4010. Where the bookshop listens.
 */
export const baseUrl = 'http://127.0.0.1:4010/v2';

/**
 * What the API asks its callers for, from the environment:
 * - `BOOKSHOP_STAFF_TOKEN`: the token (scheme `staff`).
 *   Given to people who work in the shop.
 *
 * @throws Error that names the variable that is not set.
 */
export function credential(environment: NodeJS.ProcessEnv = process.env): Credential {
  return bearer({ token: secret(environment, 'BOOKSHOP_STAFF_TOKEN') });
}

/** A secret from the environment; says which one is missing. */
function secret(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name]?.trim();
  if (value) return value;
  throw new Error(`The environment variable ${name} is not set. It holds what the API asks its callers for.`);
}

/** Schemas that endpoints share: they refer to them as `#/$defs/<name>`. */
const definitions: Readonly<Record<string, JsonSchema>> = {
  Book: {
    allOf: [
      { $ref: '#/$defs/BookFields' },
      {
        type: 'object',
        properties: {
          medium: { type: 'string', enum: ['print', 'audio'] },
          pages: { type: 'integer' },
          minutes: { type: 'integer' },
          addedAt: { type: 'string', format: 'date-time' },
        },
        required: ['medium', 'addedAt'],
      },
    ],
  },
  BookFields: {
    type: 'object',
    properties: {
      isbn: { $ref: '#/$defs/Isbn' },
      title: { type: 'string', minLength: 1 },
      subtitle: { type: ['string', 'null'] },
      author: { type: 'string' },
      genre: { $ref: '#/$defs/Genre' },
      price: { description: 'In euros.', type: 'number', exclusiveMinimum: 0 },
    },
    required: ['isbn', 'title', 'author', 'genre', 'price'],
  },
  Category: {
    type: 'object',
    properties: {
      name: { type: 'string' },
      children: { type: 'array', items: { $ref: '#/$defs/Category' } },
    },
    required: ['name', 'children'],
  },
  Delivery: {
    description: 'Where the books go.',
    anyOf: [
      {
        title: 'Send',
        type: 'object',
        properties: {
          kind: { const: 'send' },
          address: {
            type: 'object',
            properties: { street: { type: 'string' }, town: { type: 'string' } },
            required: ['street', 'town'],
          },
        },
        required: ['kind', 'address'],
      },
      {
        title: 'Collect',
        type: 'object',
        properties: {
          kind: { const: 'collect' },
          shop: { type: 'string', enum: ['harbour', 'station'] },
        },
        required: ['kind', 'shop'],
      },
    ],
  },
  Genre: { type: 'string', enum: ['fiction', 'science', 'history', 'children'] },
  Isbn: {
    description: 'ISBN-13 without hyphens.',
    type: 'string',
    pattern: '^97[89][0-9]{10}$',
  },
  NewAudioBook: {
    allOf: [
      { $ref: '#/$defs/BookFields' },
      {
        type: 'object',
        properties: {
          medium: { type: 'string', const: 'audio' },
          minutes: { type: 'integer', minimum: 1 },
        },
        required: ['medium', 'minutes'],
      },
    ],
  },
  NewBook: {
    anyOf: [{ $ref: '#/$defs/NewPrintedBook' }, { $ref: '#/$defs/NewAudioBook' }],
    description: 'Told apart by "medium": print, audio.',
  },
  NewPrintedBook: {
    allOf: [
      { $ref: '#/$defs/BookFields' },
      {
        type: 'object',
        properties: {
          medium: { type: 'string', const: 'print' },
          pages: { type: 'integer', minimum: 1 },
        },
        required: ['medium', 'pages'],
      },
    ],
  },
  Order: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      lines: { type: 'array', items: { $ref: '#/$defs/OrderLine' } },
      delivery: { $ref: '#/$defs/Delivery' },
      total: { description: 'In euros.', type: 'number' },
      state: { type: 'string', enum: ['placed', 'sent', 'collected'] },
    },
    required: ['id', 'lines', 'delivery', 'total', 'state'],
  },
  OrderLine: {
    type: 'object',
    properties: {
      isbn: { $ref: '#/$defs/Isbn' },
      copies: { type: 'integer', minimum: 1, maximum: 99 },
    },
    required: ['isbn', 'copies'],
  },
};

/** Endpoints by tool name. */
export const endpoints: EndpointMap = withDefinitions(definitions, {
  /** Operation `listBooks`, tagged catalogue. */
  list_books: {
    title: 'List books',
    description:
      'Find books by words, genre and price, a page at a time, by title. ' +
      'For the next page, call again with the same arguments and `nextCursor` as `cursor`.',
    method: 'GET',
    path: '/books',
    query: {
      type: 'object',
      properties: {
        q: { type: 'string', minLength: 2, description: 'Words in title or author.' },
        genres: {
          type: 'array',
          maxItems: 5,
          items: { $ref: '#/$defs/Genre' },
          description: 'Books of any of these genres.',
        },
        price: {
          type: 'object',
          properties: { min: { type: 'number', minimum: 0 }, max: { type: 'number', minimum: 0 } },
          additionalProperties: false,
          description: 'Lowest and highest price.',
        },
        cursor: { type: 'string' },
        limit: { type: 'integer', minimum: 1, maximum: 50, default: 10 },
      },
    },
    styles: {
      genres: { style: 'form', explode: false },
      price: { style: 'deepObject', explode: true },
    },
    response: {
      type: 'object',
      properties: {
        items: { type: 'array', items: { $ref: '#/$defs/Book' } },
        nextCursor: { description: 'Missing on the last page.', type: 'string' },
      },
      required: ['items'],
    },
    credential: noCredential(),
  },
  /** Operation `addBook`, tagged catalogue. */
  add_book: {
    title: 'Add a book',
    description: 'Add a book',
    method: 'POST',
    path: '/books',
    body: { $ref: '#/$defs/NewBook' },
    contentType: 'application/json',
    response: {
      type: 'object',
      properties: {
        isbn: { $ref: '#/$defs/Isbn' },
        title: { type: 'string', minLength: 1 },
        subtitle: { type: ['string', 'null'] },
        author: { type: 'string' },
        genre: { $ref: '#/$defs/Genre' },
        price: { description: 'In euros.', type: 'number', exclusiveMinimum: 0 },
        medium: { type: 'string', enum: ['print', 'audio'] },
        pages: { type: 'integer' },
        minutes: { type: 'integer' },
        addedAt: { type: 'string', format: 'date-time' },
      },
      required: ['isbn', 'title', 'author', 'genre', 'price', 'medium', 'addedAt'],
    },
  },
  /** Operation `getBook`, tagged catalogue. */
  get_book: {
    title: 'Fetch one book',
    description: 'Fetch one book',
    method: 'GET',
    path: '/books/{isbn}',
    params: {
      type: 'object',
      properties: { isbn: { $ref: '#/$defs/Isbn' } },
      required: ['isbn'],
    },
    response: {
      type: 'object',
      properties: {
        isbn: { $ref: '#/$defs/Isbn' },
        title: { type: 'string', minLength: 1 },
        subtitle: { type: ['string', 'null'] },
        author: { type: 'string' },
        genre: { $ref: '#/$defs/Genre' },
        price: { description: 'In euros.', type: 'number', exclusiveMinimum: 0 },
        medium: { type: 'string', enum: ['print', 'audio'] },
        pages: { type: 'integer' },
        minutes: { type: 'integer' },
        addedAt: { type: 'string', format: 'date-time' },
      },
      required: ['isbn', 'title', 'author', 'genre', 'price', 'medium', 'addedAt'],
    },
    credential: noCredential(),
  },
  /** Operation `changeBook`, tagged catalogue. */
  change_book: {
    title: 'Change a book',
    description: 'Change a book.\n\nChanges what is given and leaves the rest. `subtitle` null removes it.',
    method: 'PATCH',
    path: '/books/{isbn}',
    params: {
      type: 'object',
      properties: { isbn: { $ref: '#/$defs/Isbn' } },
      required: ['isbn'],
    },
    body: {
      type: 'object',
      properties: {
        title: { type: 'string', minLength: 1 },
        subtitle: { type: ['string', 'null'] },
        price: { type: 'number', exclusiveMinimum: 0 },
      },
      minProperties: 1,
    },
    contentType: 'application/merge-patch+json',
    response: {
      type: 'object',
      properties: {
        isbn: { $ref: '#/$defs/Isbn' },
        title: { type: 'string', minLength: 1 },
        subtitle: { type: ['string', 'null'] },
        author: { type: 'string' },
        genre: { $ref: '#/$defs/Genre' },
        price: { description: 'In euros.', type: 'number', exclusiveMinimum: 0 },
        medium: { type: 'string', enum: ['print', 'audio'] },
        pages: { type: 'integer' },
        minutes: { type: 'integer' },
        addedAt: { type: 'string', format: 'date-time' },
      },
      required: ['isbn', 'title', 'author', 'genre', 'price', 'medium', 'addedAt'],
    },
  },
  /** Operation `removeBook`, tagged catalogue. */
  remove_book: {
    title: 'Remove a book',
    description: 'Remove a book.\n\nTakes a book out of the catalogue for good. Orders keep their copy of it.',
    method: 'DELETE',
    path: '/books/{isbn}',
    params: {
      type: 'object',
      properties: { isbn: { $ref: '#/$defs/Isbn' } },
      required: ['isbn'],
    },
  },
  /** Operation `getCover`, tagged catalogue. */
  get_cover: {
    title: 'Fetch the cover of a book',
    description: 'Fetch the cover of a book',
    method: 'GET',
    path: '/books/{isbn}/cover',
    params: {
      type: 'object',
      properties: { isbn: { $ref: '#/$defs/Isbn' } },
      required: ['isbn'],
    },
    credential: noCredential(),
  },
  /** Operation `setCover`, tagged catalogue. */
  set_cover: {
    title: 'Set the cover of a book',
    description: 'Set the cover of a book',
    method: 'PUT',
    path: '/books/{isbn}/cover',
    params: {
      type: 'object',
      properties: { isbn: { $ref: '#/$defs/Isbn' } },
      required: ['isbn'],
    },
    body: {
      type: 'object',
      properties: {
        picture: { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' },
        credit: { description: 'Who made it.', type: 'string' },
      },
      required: ['picture'],
    },
    contentType: 'multipart/form-data',
    response: {
      type: 'object',
      properties: {
        bytes: { type: 'integer' },
        type: { type: 'string' },
        credit: { type: 'string' },
      },
      required: ['bytes', 'type'],
    },
  },
  /** Operation `listCategories`, tagged catalogue. */
  list_categories: {
    title: 'The shelves of the shop, as a tree',
    description: 'The shelves of the shop, as a tree',
    method: 'GET',
    path: '/categories',
    response: { type: 'array', items: { $ref: '#/$defs/Category' } },
    credential: noCredential(),
  },
  /** Operation `placeOrder`, tagged orders. */
  place_order: {
    title: 'Place an order',
    description:
      'Place an order.\n\nOrders books, to be sent or collected. With the same `Idempotency-Key`, an order is placed once.',
    method: 'POST',
    path: '/orders',
    headers: {
      type: 'object',
      properties: {
        'Idempotency-Key': {
          type: 'string',
          minLength: 8,
          maxLength: 64,
          description: 'Anything unique to this order.',
        },
      },
      required: ['Idempotency-Key'],
    },
    body: {
      type: 'object',
      properties: {
        lines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/OrderLine' } },
        delivery: { $ref: '#/$defs/Delivery' },
      },
      required: ['lines', 'delivery'],
    },
    response: { $ref: '#/$defs/Order' },
    annotations: { idempotentHint: true },
  },
  /** Operation `getOrder`, tagged orders. */
  get_order: {
    title: 'Fetch one order',
    description: 'Fetch one order',
    method: 'GET',
    path: '/orders/{orderId}',
    params: {
      type: 'object',
      properties: { orderId: { type: 'string' } },
      required: ['orderId'],
    },
    response: { $ref: '#/$defs/Order' },
  },
  /** Operation `postV2Recommendations`, tagged catalogue. */
  recommend_books: {
    title: 'Recommend books',
    description: 'Recommend books.\n\nFinds books for someone who liked others.',
    method: 'POST',
    path: '/recommendations',
    body: {
      type: 'object',
      properties: {
        liked: { type: 'array', minItems: 1, items: { $ref: '#/$defs/Isbn' } },
        most: { type: 'integer', minimum: 1, maximum: 10, description: 'Default: 3.' },
      },
      required: ['liked'],
    },
    response: { type: 'array', items: { $ref: '#/$defs/Book' } },
    annotations: { readOnlyHint: true },
  },
  /** Operation `search`, tagged catalogue. Deprecated. */
  search: {
    title: 'Search the catalogue',
    description: 'Deprecated. Search the catalogue',
    method: 'GET',
    path: '/search',
    query: {
      type: 'object',
      properties: { term: { type: 'string' } },
      required: ['term'],
    },
    response: { type: 'array', items: { type: 'string' } },
    credential: noCredential(),
  },
  /** Operation `getStock`, tagged catalogue. */
  get_stock: {
    title: 'How many copies of some books are there',
    description: 'How many copies of some books are there',
    method: 'GET',
    path: '/stock/{isbns}',
    params: {
      type: 'object',
      properties: {
        isbns: { type: 'array', minItems: 1, maxItems: 20, items: { $ref: '#/$defs/Isbn' } },
      },
      required: ['isbns'],
    },
    styles: { isbns: { style: 'simple', explode: false } },
    response: { type: 'object', additionalProperties: { type: 'integer', minimum: 0 } },
    credential: noCredential(),
    format: ({ body }) => {
      const copies = body as Record<string, number>;
      const lines = Object.entries(copies).map(([isbn, count]) => `${isbn}: ${count === 0 ? 'sold out' : count}`);
      return { content: [{ type: 'text', text: lines.join('\n') }], structuredContent: copies };
    },
  },
  /** Operation `subscribe`, tagged orders. */
  subscribe: {
    title: 'Subscribe to the newsletter',
    description: 'Subscribe to the newsletter',
    method: 'POST',
    path: '/subscriptions',
    body: {
      type: 'object',
      properties: {
        email: { type: 'string', format: 'email' },
        genres: { type: 'array', items: { $ref: '#/$defs/Genre' } },
      },
      required: ['email'],
    },
    contentType: 'application/x-www-form-urlencoded',
    response: {
      type: 'object',
      properties: {
        email: { type: 'string' },
        genres: { type: 'array', items: { type: 'string' } },
      },
      required: ['email', 'genres'],
    },
  },
});
