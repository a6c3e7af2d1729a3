import test from 'ava';
import { emitMap } from '../../../codegen/src/import/emit-map.js';
import { parseLock, printLock } from '../../../codegen/src/import/map-lock.js';
import { type MergeMapOptions, mergeMap } from '../../../codegen/src/import/merge-map.js';
import { readMap } from '../../../codegen/src/import/read-map.js';
import { regenerateMap } from '../../../codegen/src/import/regenerate-map.js';
import { GenerateError } from '../../../codegen/src/notes.js';
import type { ImportedEndpoint, ImportedMap } from '../../../codegen/src/openapi/imported-map.js';
import { syntaxMistakes } from './evaluate-map.js';
import { OPTIONS, ORDERS } from './orders-document.js';

const { text: TEXT, lock: LOCK } = emitMap(ORDERS, OPTIONS);

/** The document with one endpoint changed, or left out. */
function withEndpoint(
  name: string,
  change: (endpoint: ImportedEndpoint) => ImportedEndpoint | undefined,
  imported: ImportedMap = ORDERS,
): ImportedMap {
  const endpoints = imported.endpoints.flatMap((one) => (one.name === name ? (change(one) ?? []) : [one]));
  return { ...imported, endpoints };
}

function described(name: string, description: string): ImportedMap {
  return withEndpoint(name, (one) => ({ ...one, endpoint: { ...one.endpoint, description } }));
}

function without(name: string): ImportedMap {
  return withEndpoint(name, () => undefined);
}

/** The map after one replacement, which must find its text. */
function edited(from: string, to: string, text: string = TEXT): string {
  if (!text.includes(from)) throw new RangeError(`not in the map: ${from}`);
  return text.replace(from, () => to);
}

function merge(text: string, imported: ImportedMap, options: Partial<MergeMapOptions> = {}) {
  const merged = mergeMap(text, LOCK, imported, { ...OPTIONS, ...options });
  return { ...merged, codes: merged.notes.map(({ code }) => code) };
}

const EDITED = edited("'Fetch one order.'", "'Fetch one order by its id.'");

test('an edit stays, and what was not edited follows the document', (t) => {
  const { text, notes } = merge(EDITED, described('get_status', 'Tell whether all is well.'));
  t.is(text, edited("'Tell whether the API is up.'", "'Tell whether all is well.'", EDITED));
  t.deepEqual(notes, []);
});

test('an edit that the document contradicts stays, with a note that says where and how to take the other', (t) => {
  const { text, notes, lock } = merge(EDITED, described('get_order', 'Get an order.'));
  t.is(text, EDITED);
  t.deepEqual(notes, [
    {
      code: 'map-edit-conflict',
      severity: 'warning',
      place: `endpoints.ts:${EDITED.slice(0, EDITED.indexOf("description: 'Fetch one order by")).split('\n').length}:5`,
      message:
        "endpoints.get_order.description was edited here and changed in the document. The edit is kept; the document now says: description: 'Get an order.'.",
      fix: "To take the document's, run again with --take endpoints.get_order.description.",
    },
  ]);
  t.deepEqual(mergeMap(text, lock, described('get_order', 'Get an order.'), OPTIONS).notes, []);
});

test('the place of a note is that in the file as it is written', (t) => {
  const imported = described('get_order', 'Get an order.');
  const { text, notes } = merge(EDITED, { ...imported, definitions: { ...imported.definitions, A: {}, B: {} } });
  const [, line] = notes[0]?.place.split(':') ?? [];
  t.is(text.split('\n')[Number(line) - 1], "    description: 'Fetch one order by its id.',");
});

for (const take of ['endpoints.get_order.description', 'endpoints.get_order', 'endpoints']) {
  test(`--take ${take} gives the edit up`, (t) => {
    const imported = described('get_order', 'Get an order.');
    const { text, notes } = merge(EDITED, imported, { take: [take] });
    t.is(text, emitMap(imported, OPTIONS).text);
    t.deepEqual(notes, []);
  });
}

test('a renamed tool stays renamed, and its schemas follow the document', (t) => {
  const renamed = edited('  get_order: {', '  fetch_order: {');
  const { text, notes } = merge(renamed, described('get_order', 'Get an order.'));
  t.is(text, edited("'Fetch one order.'", "'Get an order.'", renamed));
  t.deepEqual(notes, []);
});

test('a tool that the document names otherwise is renamed, and keeps the edits in it', (t) => {
  const { text } = merge(
    EDITED,
    withEndpoint('get_order', (one) => ({ ...one, name: 'read_order' })),
  );
  t.is(text, edited('  get_order: {', '  read_order: {', EDITED));
});

test('an operation that moved to another path is the same endpoint', (t) => {
  const moved = withEndpoint('get_order', (one) => ({ ...one, endpoint: { ...one.endpoint, path: '/v2/{orderId}' } }));
  const { text, notes } = merge(EDITED, moved);
  t.is(text, edited("path: '/orders/{orderId}'", "path: '/v2/{orderId}'", EDITED));
  t.deepEqual(notes, []);
});

test('a deleted endpoint stays deleted, said once; --take brings it back', (t) => {
  const start = TEXT.indexOf('  get_status: {');
  const deleted = TEXT.slice(0, start) + TEXT.slice(TEXT.indexOf('});', start));
  const first = merge(deleted, ORDERS);
  t.false(first.text.includes('get_status'));
  t.deepEqual(first.codes, ['map-endpoint-deleted']);
  const second = mergeMap(first.text, parseLock(printLock(first.lock), 'lock'), ORDERS, OPTIONS);
  t.deepEqual([second.text, second.notes], [first.text, []]);
  const back = mergeMap(first.text, first.lock, ORDERS, { ...OPTIONS, take: ['endpoints.get_status'] });
  t.true(back.text.includes('  get_status: {'));
  t.true(back.text.includes('noCredential(),'));
  t.deepEqual(back.notes, []);
});

test('an endpoint that is gone from the document goes, unless it was edited', (t) => {
  t.is(merge(TEXT, without('get_order')).text, emitMap(without('get_order'), OPTIONS).text);
  const { text, codes, lock } = merge(EDITED, without('get_order'));
  t.is(text, EDITED);
  t.deepEqual(codes, ['map-endpoint-gone']);
  t.deepEqual(mergeMap(text, lock, without('get_order'), OPTIONS).notes, []);
});

test('a new endpoint goes to its sorted place, under a name that is free', (t) => {
  const before = emitMap(without('get_order'), OPTIONS);
  const own = before.text.replace('  create_order: {', '  get_order: {');
  const merged = mergeMap(own, before.lock, ORDERS, OPTIONS);
  t.regex(
    merged.text,
    /credential: ordersAuthCredential,\n {2}\},\n {2}\/\*\* Operation `getOrder`. Deprecated. \*\/\n {2}get_order_2: \{/,
  );
  t.deepEqual(
    merged.notes.map(({ code, place }) => [code, place]),
    [['map-name-taken', 'endpoints.get_order_2']],
  );
  t.deepEqual(mergeMap(merged.text, merged.lock, ORDERS, OPTIONS).text, merged.text);
});

test('code, comments, hooks and endpoints of a person stay as they are', (t) => {
  const own = [
    ['import {\n', "import { readFileSync } from 'node:fs';\nimport {\n"],
    [
      "    path: '/status',\n",
      "    path: '/status',\n    // Slow on Mondays.\n    timeout: 60_000,\n    format: (reply) => show(reply.body),\n",
    ],
    [
      '  get_status: {',
      "  ...more(readFileSync('more.json')),\n  /** Mine. */\n  mine: { method: 'GET', path: '/mine', description: 'Mine.' }, // and only mine\n  get_status: {",
    ],
    [
      '/** Endpoints by tool name. */',
      '/** Shows it. */\nfunction show(body: unknown) {\n  return { content: [{ type: "text", text: String(body) }] };\n}\n\n// All of them.\n',
    ],
  ].reduce((text, [from = '', to = '']) => edited(from, to, text), TEXT);
  const { text, notes } = merge(own, described('get_status', 'Tell whether all is well.'));
  t.is(text, edited("'Tell whether the API is up.'", "'Tell whether all is well.'", own));
  t.deepEqual(notes, []);
});

test('a file that was formatted otherwise is not taken for edited', (t) => {
  const start = TEXT.indexOf('export const endpoints');
  const other =
    TEXT.slice(0, start) +
    TEXT.slice(start)
      .replaceAll(/'([^'"]*)'/g, '"$1"')
      .replaceAll('  ', '\t')
      .replaceAll(/,\n(\t*)\}/g, '\n$1}');
  const { text, notes } = merge(other, described('get_order', 'Get an order.'));
  t.is(text, edited('"Fetch one order."', "'Get an order.'", other).replace(`description: 'Get`, `description: 'Get`));
  t.deepEqual(notes, []);
});

test('an endpoint inside a call, or checked by `satisfies`, is found', (t) => {
  const wrapped = edited('  get_status: {', '  get_status: defineEndpoint({').replace(
    'noCredential(),\n  },\n});',
    'noCredential(),\n  }),\n} satisfies EndpointMap);',
  );
  const { text } = merge(wrapped, described('get_status', 'Tell whether all is well.'));
  t.is(text, edited("'Tell whether the API is up.'", "'Tell whether all is well.'", wrapped));
});

test('a definition that an edit refers to stays, with those it refers to itself', (t) => {
  const { NewOrder: _, Note: __, ...definitions } = ORDERS.definitions;
  const imported = {
    ...withEndpoint('create_order', (one) => ({ ...one, endpoint: { ...one.endpoint, body: {} } })),
    definitions,
  };
  t.false(merge(TEXT, imported).text.includes('NewOrder'));
  const own = edited("body: { $ref: '#/$defs/NewOrder' },", "body: { title: 'Mine', $ref: '#/$defs/NewOrder' },");
  const { text, codes } = merge(own, imported);
  t.is(text, own);
  t.deepEqual(codes.sort(), ['map-definition-kept', 'map-definition-kept', 'map-edit-conflict']);
});

test('the last shared definition takes `withDefinitions` with it, and the first brings it', (t) => {
  const plain: ImportedMap = {
    ...ORDERS,
    endpoints: ORDERS.endpoints.map(({ endpoint: { body: _, response: __, ...endpoint }, ...one }) => ({
      ...one,
      endpoint,
    })),
    definitions: {},
  };
  const fresh = emitMap(plain, OPTIONS);
  t.false(fresh.text.includes('efinitions'));
  t.is(merge(TEXT, plain).text, fresh.text);
  t.is(mergeMap(fresh.text, fresh.lock, ORDERS, OPTIONS).text, TEXT);
});

test('an edited credential stays, and so does what it uses', (t) => {
  const own = edited("header: 'x-orders-key'", "header: 'x-key'");
  const open: ImportedMap = {
    ...ORDERS,
    endpoints: ORDERS.endpoints.map((one) => ({ ...one, security: [] })),
    schemes: [],
  };
  const { text, notes } = merge(own, open);
  t.regex(text, /import \{\n? *apiKeyHeader,\n? *type Credential,/);
  t.true(text.includes("header: 'x-key'"));
  t.true(text.includes('function secret('));
  t.false(text.includes('atFirstCall'));
  t.false(text.includes('bearer'));
  t.deepEqual([...new Set(notes.map(({ code }) => code))], ['map-edit-conflict']);
});

test('line ends of Windows stay', (t) => {
  const windows = EDITED.replaceAll('\n', '\r\n');
  t.is(merge(windows, ORDERS).text, windows);
  const { text } = merge(windows, described('get_status', 'Fine.'));
  t.is(text, edited("'Tell whether the API is up.'", "'Fine.'", windows));
});

for (const [what, text, code, place] of [
  [
    'without `endpoints`',
    edited('export const endpoints:', 'export const tools:'),
    'map-not-recognised',
    /^endpoints\.ts:1:1$/,
  ],
  [
    'whose endpoints are made by code',
    'export const endpoints: EndpointMap = build();\n',
    'map-not-recognised',
    /^endpoints\.ts:1:39$/,
  ],
  [
    'whose definitions are somewhere else',
    edited('const definitions:', 'const shared:'),
    'map-not-recognised',
    /^endpoints\.ts:\d+:39$/,
  ],
  ['that cannot be parsed', edited('get_order: {', 'get order: {'), 'map-syntax', /^endpoints\.ts:106:12$/],
] as const) {
  test(`a file ${what} is refused, with the place`, (t) => {
    const error = t.throws(() => merge(text, ORDERS), { instanceOf: GenerateError });
    t.is(error?.notes[0]?.code, code);
    t.regex(error?.notes[0]?.place ?? '', place);
  });
}

test('a map without its lock is refused unless forced, and so is a damaged lock', (t) => {
  const codeOf = (lock: string | undefined) => {
    const error = t.throws(() => regenerateMap({ text: EDITED, lock }, ORDERS, OPTIONS), { instanceOf: GenerateError });
    return error?.notes[0]?.code;
  };
  t.is(codeOf(undefined), 'map-lock-missing');
  t.is(codeOf('{"generator":2}'), 'map-lock-invalid');
  t.is(codeOf('{'), 'map-lock-invalid');
  t.is(regenerateMap({ text: EDITED, lock: undefined }, ORDERS, { ...OPTIONS, force: true }).text, TEXT);
  t.is(regenerateMap({ text: EDITED, lock: printLock(LOCK) }, ORDERS, OPTIONS).text, EDITED);
  t.is(regenerateMap({ text: undefined, lock: undefined }, ORDERS, OPTIONS).text, TEXT);
  t.deepEqual(syntaxMistakes(TEXT), []);
});

test('a tool called like a member of every object is told, unless it says that it is an endpoint', (t) => {
  const renamed = edited('get_order: {', 'constructor: {');
  const { notes } = merge(renamed, ORDERS);
  t.deepEqual(
    notes.map(({ code, place }) => [code, place]),
    [['map-inherited-name', 'endpoints.ts:106:3']],
  );
  const { object } = readMap(renamed, OPTIONS.out).endpoints;
  const end = object.entries.find(({ name }) => name === 'constructor')?.end ?? 0;
  t.deepEqual(merge(`${renamed.slice(0, end)} satisfies Endpoint${renamed.slice(end)}`, ORDERS).notes, []);
});
