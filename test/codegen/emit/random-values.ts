import { type Dice, pick } from './dice.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** How a value is made: from which document, by which dice, and how far it may stray from its schema. */
interface Making {
  readonly root: JsonSchema;
  readonly dice: Dice;
  /** Chance, at every place, of what nobody asked for; 0 for values that fit. */
  readonly wildness: number;
}

const PLAIN: readonly unknown[] = [null, 'text', 0, -1, 1.5, true, [], [1, 'two', null], {}, { a: { b: 1 } }];
const JUNK: readonly unknown[] = [
  ...PLAIN,
  '',
  'ünï 😀 / \\ .. %2f',
  '\ud800',
  'a\r\nb',
  2 ** 70,
  JSON.parse('{"__proto__":{"x":1},"constructor":2}'),
];
const TAME = ['a', 'B', 'z', '7', '-'];
const WILD = [...TAME, ' ', '/', 'é', '😀', "'"];
const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2024-02-29T12:30:00Z',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  email: 'alice@example.com',
};

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberAt(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** A default need not fit its schema, so what should fit is given. */
function isGiven(property: unknown, isRequired: boolean, { dice, wildness }: Making): boolean {
  const isRisky = isObject(property) && 'default' in property && wildness === 0;
  return isRisky || dice() < (isRequired ? 1 - wildness / 2 : 0.5);
}

function extras(schema: JsonSchema, making: Making, depth: number): [string, unknown][] {
  const { additionalProperties: more } = schema;
  if (isObject(more) && making.dice() < 0.6) return [['extra', make(more, making, depth + 1)]];
  return making.dice() < making.wildness ? [['extra', pick(JUNK, making.dice)]] : [];
}

function objectValue(schema: JsonSchema, making: Making, depth: number): unknown {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = isObject(schema.properties) ? schema.properties : {};
  const entries = Object.entries(properties).flatMap(([name, property]): [string, unknown][] =>
    isGiven(property, required.includes(name), making) ? [[name, make(property, making, depth + 1)]] : [],
  );
  return Object.fromEntries([...entries, ...extras(schema, making, depth)]);
}

function arrayValue(schema: JsonSchema, making: Making, depth: number): unknown[] {
  const first = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  const head = first.map((item: unknown) => make(item, making, depth + 1));
  if (schema.items === false) return head;
  const least = numberAt(schema.minItems, 0);
  const most = numberAt(schema.maxItems, least + 3);
  const length = depth > 5 ? least : least + Math.floor(making.dice() * (most - least + 1));
  return [...head, ...Array.from({ length }, () => make(schema.items ?? {}, making, depth + 1))];
}

/** Letters first, no slash, and not empty: what every pattern here takes, and every path. */
function textValue(schema: JsonSchema, { dice, wildness }: Making): string {
  if (schema.contentEncoding === 'base64') return Buffer.from(`${dice()}`).toString('base64');
  if (typeof schema.format === 'string' && dice() >= wildness) return FORMATS[schema.format] ?? 'a';
  const isTame = wildness === 0;
  const least = Math.max(numberAt(schema.minLength, 0), isTame ? 1 : 0);
  const most = numberAt(schema.maxLength, least + 8);
  const length = least + Math.floor(dice() * (most - least + (isTame ? 1 : 1.2)));
  const letters = Array.from({ length }, () => pick(isTame ? TAME : WILD, dice) ?? '');
  return (isTame ? ['b', ...letters.slice(1)] : letters).join('');
}

function numberValue(schema: JsonSchema, { dice, wildness }: Making): number {
  const least = numberAt(schema.minimum, -5);
  const most = Math.min(numberAt(schema.maximum, least + 20), least + 20) + (wildness === 0 ? 0 : 1);
  const value = least + dice() * (most - least);
  return schema.type === 'integer' ? Math.floor(value) : value;
}

function pointed(schema: JsonSchema, root: JsonSchema): unknown {
  const tokens = String(schema.$ref).slice(2).split('/');
  const names = tokens.map((token) => decodeURIComponent(token).replaceAll('~1', '/'));
  return names.reduce((current: unknown, name) => (isObject(current) ? current[name] : undefined), root);
}

/** Somewhere, what contains itself has to end. */
function endOf(schema: unknown): unknown {
  const required = isObject(schema) && Array.isArray(schema.required) ? schema.required : [];
  return required.includes('value') ? { value: 'deep' } : {};
}

function typedValue(schema: JsonSchema, making: Making, depth: number): unknown {
  const { dice } = making;
  const type = Array.isArray(schema.type) ? pick(schema.type, dice) : schema.type;
  if (type === 'object' || isObject(schema.properties)) return objectValue(schema, making, depth);
  if (type === 'array') return arrayValue(schema, making, depth);
  if (type === 'string') return textValue(schema, making);
  if (type === 'integer' || type === 'number') return numberValue({ ...schema, type }, making);
  if (type === 'boolean') return dice() < 0.5;
  return type === 'null' ? null : pick(making.wildness === 0 ? PLAIN : JUNK, dice);
}

function make(schema: unknown, making: Making, depth: number): unknown {
  const { root, dice, wildness } = making;
  if (!isObject(schema) || dice() < wildness) return pick(wildness === 0 ? PLAIN : JUNK, dice);
  if (typeof schema.$ref === 'string') {
    const target = pointed(schema, root);
    return depth > 6 ? endOf(target) : make(target, making, depth + 1);
  }
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return pick(schema.enum, dice);
  if (Array.isArray(schema.allOf)) {
    const parts = schema.allOf.map((part: unknown) => make(part, making, depth + 1));
    return parts.every(isObject) ? Object.assign({}, ...parts) : parts[0];
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return make(pick(choices, dice), making, depth + 1);
  return typedValue(schema, making, depth);
}

/** A value that mostly fits a schema. */
export function randomValue(schema: unknown, root: JsonSchema, dice: Dice): unknown {
  return make(schema, { root, dice, wildness: 0.02 }, 0);
}

/** A value that fits a schema, as far as schemas tell: they know nothing of refinements. */
export function fittingValue(schema: unknown, root: JsonSchema, dice: Dice): unknown {
  return make(schema, { root, dice, wildness: 0 }, 0);
}
