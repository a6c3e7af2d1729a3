type JsonSchema = Readonly<Record<string, unknown>>;

/** A number from 0 to 1, 1 left out. */
export type Dice = () => number;

/** The same numbers for the same seed (mulberry32). */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<Value>(values: readonly Value[], dice: Dice): Value | undefined {
  return values[Math.floor(dice() * values.length)];
}

const JUNK: readonly unknown[] = [
  null,
  '',
  'text',
  'ünï 😀 / \\ .. %2f',
  '\ud800',
  'a\r\nb',
  0,
  -1,
  1.5,
  2 ** 70,
  true,
  [],
  [1, 'two', null],
  {},
  { a: { b: 1 } },
  JSON.parse('{"__proto__":{"x":1},"constructor":2}'),
];

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectValue(schema: JsonSchema, root: JsonSchema, dice: Dice, depth: number): unknown {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = isObject(schema.properties) ? schema.properties : {};
  const entries = Object.entries(properties).flatMap(([name, property]): [string, unknown][] => {
    const given = dice() < (required.includes(name) ? 0.99 : 0.5);
    return given ? [[name, randomValue(property, root, dice, depth + 1)]] : [];
  });
  const extra: [string, unknown][] = dice() < 0.02 ? [['extra', pick(JUNK, dice)]] : [];
  return Object.fromEntries([...entries, ...extra]);
}

function textValue(schema: JsonSchema, dice: Dice): string {
  const least = typeof schema.minLength === 'number' ? schema.minLength : 0;
  const most = typeof schema.maxLength === 'number' ? schema.maxLength : least + 8;
  const length = least + Math.floor(dice() * (most - least + 1.2));
  return Array.from({ length }, () => pick(['a', 'B', '7', '-', ' ', '/', 'é', '😀'], dice) ?? '').join('');
}

function numberValue(schema: JsonSchema, dice: Dice): number {
  const least = typeof schema.minimum === 'number' ? schema.minimum : -5;
  const value = least + dice() * 20;
  return schema.type === 'integer' ? Math.floor(value) : value;
}

function pointed(schema: JsonSchema, root: JsonSchema): unknown {
  const name = String(schema.$ref).replace('#/$defs/', '');
  return isObject(root.$defs) ? root.$defs[name] : undefined;
}

/** A value that mostly fits a schema. */
export function randomValue(schema: unknown, root: JsonSchema, dice: Dice, depth = 0): unknown {
  if (!isObject(schema) || dice() < 0.02) return pick(JUNK, dice);
  if (typeof schema.$ref === 'string')
    return depth > 6 ? null : randomValue(pointed(schema, root), root, dice, depth + 1);
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return pick(schema.enum, dice);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (Array.isArray(choices)) return randomValue(pick(choices, dice), root, dice, depth + 1);
  const type = Array.isArray(schema.type) ? pick(schema.type, dice) : schema.type;
  if (type === 'object' || isObject(schema.properties)) return objectValue(schema, root, dice, depth);
  if (type === 'array') {
    const length = depth > 5 ? 0 : Math.floor(dice() * 4);
    return Array.from({ length }, () => randomValue(schema.items ?? {}, root, dice, depth + 1));
  }
  if (type === 'string') return textValue(schema, dice);
  if (type === 'integer' || type === 'number') return numberValue(schema, dice);
  return type === 'boolean' ? dice() < 0.5 : type === 'null' ? null : pick(JUNK, dice);
}
