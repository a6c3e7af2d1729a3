import test from 'ava';
import fc from 'fast-check';
import { type DefinitionPool, poolDefinitions } from '../../../../codegen/src/emit/shared/definition-pool.js';
import type { ToolSchema } from '../../../../codegen/src/emit/shared/survey-definitions.js';

type Definitions = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const count = { type: 'integer' };

function input(tool: string, $defs: Definitions): ToolSchema {
  return { tool, side: 'input', schema: { type: 'object', $defs } };
}

function output(tool: string, $defs: Definitions): ToolSchema {
  return { tool, side: 'output', schema: { type: 'object', $defs } };
}

function pool(...schemas: readonly ToolSchema[]): DefinitionPool {
  return poolDefinitions(schemas, { taken: new Set(), isReserved: () => false });
}

function names({ definitions }: DefinitionPool): readonly string[] {
  return definitions.map(({ identifier }) => identifier);
}

test('what two tools have is shared, what one has is not', (t) => {
  const [a, b] = [input('a', { Name: text, Own: count }), input('b', { Name: text })];
  const found = pool(a, b);
  t.deepEqual(found.definitions, [{ identifier: 'Name', name: 'Name', side: 'input', schema: text }]);
  t.deepEqual([...found.of(a.schema)], [['Name', 'Name']]);
  t.deepEqual([...found.of(b.schema)], [['Name', 'Name']]);
});

test('arguments and result of one tool are one tool', (t) => {
  t.deepEqual(names(pool(input('a', { Name: text }), output('a', { Name: text }))), []);
});

test('of two definitions of one name, the one that more tools have is shared', (t) => {
  const odd = input('odd', { Name: count });
  const found = pool(odd, input('a', { Name: text }), input('b', { Name: text }));
  t.deepEqual(
    found.definitions.map(({ schema }) => schema),
    [text],
  );
  t.is(found.of(odd.schema).size, 0);
});

test('definitions that refer to different ones are different', (t) => {
  const list = { type: 'array', items: { $ref: '#/$defs/Item' } };
  const odd = input('odd', { List: list, Item: count });
  const found = pool(odd, input('a', { List: list, Item: text }), input('b', { List: list, Item: text }));
  t.deepEqual(names(found), ['Item', 'List']);
  t.is(found.of(odd.schema).size, 0);
});

test('a definition that refers to anything but definitions stays with its tool', (t) => {
  for (const $ref of ['#', '#/properties/a', '#/$defs/Item/properties/a', '#/$defs/Gone']) {
    const definitions = { Item: { type: 'object', properties: { a: text } }, Part: { $ref } };
    t.deepEqual(names(pool(input('a', definitions), input('b', definitions))), ['Item'], $ref);
  }
});

test('recursive definitions are shared', (t) => {
  const tree = { Tree: { type: 'array', items: { $ref: '#/$defs/Leaf' } }, Leaf: { $ref: '#/$defs/Tree' } };
  t.deepEqual(names(pool(input('a', tree), output('b', tree))), ['Leaf', 'Tree']);
});

test('where arguments and results have each their own form, that of the results has the name', (t) => {
  const day = { type: 'string', format: 'date' };
  const found = pool(
    ...['a', 'b'].flatMap((tool) => [input(tool, { Day: day, Name: text }), output(tool, { Day: text, Name: text })]),
  );
  t.deepEqual(
    found.definitions.map(({ identifier, name, side }) => [identifier, name, side]),
    [
      ['Day', 'Day', 'output'],
      ['DayInput', 'Day', 'input'],
      ['Name', 'Name', 'output'],
    ],
  );
  t.is(found.within('input').get('Day'), 'DayInput');
  t.is(found.within('output').get('Day'), 'Day');
  t.is(found.within('input').get('Name'), 'Name');
});

test('identifiers are free, not reserved, and fit to be names of types', (t) => {
  const definitions = Object.fromEntries(
    ['order', 'Order', 'or-der', '3d', '', '__proto__', 'Date', 'GetOrderArgs', 'ключ'].map((name) => [name, text]),
  );
  const options = { taken: new Set(['GetOrderArgs']), isReserved: (name: string) => name === 'Date' };
  const found = names(poolDefinitions([input('a', definitions), input('b', definitions)], options));
  t.deepEqual(found, ['Date2', 'GetOrderArgs2', 'OrDer', 'Order', 'Order2', 'Part', 'Part2', 'Proto', 'Schema3d']);
});

test('what may not be shared stays, and so does what refers to it', (t) => {
  const definitions = { Limit: { type: 'integer', default: 1 }, Page: { $ref: '#/$defs/Limit' }, Name: text };
  const schemas = [
    input('a', definitions),
    output('b', definitions),
    input('c', definitions),
    output('d', definitions),
  ];
  const found = poolDefinitions(schemas, {
    taken: new Set(),
    isReserved: () => false,
    canShare: ({ text: json, side }) => side === 'output' || !json.includes('default'),
  });
  t.deepEqual([...found.within('input').keys()], ['Name']);
  t.deepEqual([...found.within('output').keys()].toSorted(), ['Limit', 'Name', 'Page']);
});

test('what is not data is left to its tool, which says so', (t) => {
  const definitions = {
    Code: { type: 'string', pattern: () => 'x' },
    Big: { const: 1n },
    Odd: { enum: [null, Number.NaN] },
    Name: text,
  };
  t.deepEqual(names(pool(input('a', definitions), input('b', definitions))), ['Name']);
});

const anyDefinition = fc.oneof(
  fc.constantFrom(text, count, { type: 'boolean' }),
  fc.constantFrom('A', 'B', 'C').map((name) => ({ type: 'array', items: { $ref: `#/$defs/${name}` } })),
);
const anySchema = fc.record({
  tool: fc.constantFrom('a', 'b', 'c', 'd'),
  side: fc.constantFrom('input' as const, 'output' as const),
  schema: fc
    .record({ A: anyDefinition, B: anyDefinition, C: anyDefinition })
    .map(($defs) => ({ type: 'object', $defs })),
});

test('the order of the schemas does not matter', (t) => {
  fc.assert(
    fc.property(
      fc
        .array(anySchema, { maxLength: 8 })
        .chain((schemas) =>
          fc.tuple(fc.constant(schemas), fc.shuffledSubarray(schemas, { minLength: schemas.length })),
        ),
      ([schemas, shuffled]) => {
        const [one, other] = [pool(...schemas), pool(...shuffled)];
        t.deepEqual(other.definitions, one.definitions);
        for (const { schema } of schemas)
          t.deepEqual(new Map([...other.of(schema)].toSorted()), new Map([...one.of(schema)].toSorted()));
      },
    ),
  );
});

test('a shared definition is the one of the tool, and everything it refers to is shared too', (t) => {
  fc.assert(
    fc.property(fc.array(anySchema, { maxLength: 8 }), (schemas) => {
      const found = pool(...schemas);
      const byIdentifier = new Map(found.definitions.map((shared) => [shared.identifier, shared]));
      for (const { schema } of schemas) {
        const shared = found.of(schema);
        for (const [name, identifier] of shared) {
          const definition = (schema.$defs as Definitions)[name];
          t.deepEqual(byIdentifier.get(identifier)?.schema, definition);
          const reference = JSON.stringify(definition).match(/#\/\$defs\/(\w)/)?.[1];
          if (reference !== undefined) t.true(shared.has(reference));
        }
      }
    }),
  );
});
