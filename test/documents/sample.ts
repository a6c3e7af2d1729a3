type Json = Readonly<Record<string, unknown>>;

/** Strings that patterns of real documents ask for. */
const STRINGS = [
  'text',
  'a',
  '1',
  '10',
  'abc123',
  'ABC',
  '2024-01-31',
  '2024-01-31T12:30:00Z',
  '12:30:00',
  '0b8cbe5c-6f3b-4d2a-9c0f-3f3d5b1f2a4e',
  'name@example.com',
  'https://example.com/',
  '192.0.2.1',
  '10.0.0.0/8',
  'aa:bb:cc:dd:ee:ff',
  '0'.repeat(24),
  'a'.repeat(32),
  'a'.repeat(40),
  'a'.repeat(64),
  'ffffff',
  '#ffffff',
  'usd',
  '/path',
  '1.2.3',
  '100.00',
];
const DEPTH = 8;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function follow(root: Json, reference: string): unknown {
  let current: unknown = root;
  for (const token of reference.split('/').slice(1)) {
    const name = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
    current = isObject(current) && Object.hasOwn(current, name) ? current[name] : undefined;
  }
  return current;
}

/** Two schemas that hold together, as one; good enough for sampling. */
function merge(left: Json, right: Json): Json {
  const [before, after] = [left.properties, right.properties];
  const properties = isObject(before) && isObject(after) ? { properties: { ...before, ...after } } : {};
  const required = [...new Set([...list(left.required), ...list(right.required)])];
  return { ...left, ...right, ...properties, ...(required.length > 0 ? { required } : {}) };
}

function sampleString(schema: Json): string {
  const { minLength, maxLength, pattern, contentEncoding } = schema;
  if (contentEncoding === 'base64') return 'aGVsbG8=';
  const [least, most] = [number(minLength, 0), number(maxLength, Number.POSITIVE_INFINITY)];
  const expression = typeof pattern === 'string' ? new RegExp(pattern, 'u') : undefined;
  const fits = (text: string): boolean =>
    text.length >= least && text.length <= most && (expression?.test(text) ?? true);
  return STRINGS.find(fits) ?? 'x'.repeat(Math.min(Math.max(least, 1), most));
}

function sampleNumber(schema: Json, step: number): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const low = Math.max(
    number(minimum, Number.NEGATIVE_INFINITY),
    number(exclusiveMinimum, Number.NEGATIVE_INFINITY) + step,
  );
  const high = Math.min(
    number(maximum, Number.POSITIVE_INFINITY),
    number(exclusiveMaximum, Number.POSITIVE_INFINITY) - step,
  );
  const value = Math.min(Math.max(1, low), high);
  return typeof multipleOf === 'number' ? Math.ceil(value / multipleOf) * multipleOf : value;
}

/**
 * A value that should fit a JSON Schema. `round` chooses among alternatives and takes more or fewer optional
 * properties; what does not fit in one round may fit in the next, so check it.
 */
export function sample(root: Json, round: number): unknown {
  const object = (schema: Json, depth: number): Json => {
    const properties = isObject(schema.properties) ? schema.properties : {};
    const required = list(schema.required).map(String);
    const optional = Object.keys(properties).filter((name) => !required.includes(name));
    const extra = depth < 2 && round < 2 ? optional.slice(0, round === 0 ? 6 : 0) : [];
    const names = [...new Set([...required, ...extra])];
    return Object.fromEntries(names.map((name) => [name, value(properties[name] ?? {}, depth + 1)]));
  };
  const array = (schema: Json, depth: number): unknown[] => {
    const first = list(schema.prefixItems).map((item) => value(item, depth + 1));
    const count = Math.max(number(schema.minItems, 0), depth < 3 && schema.maxItems !== 0 ? 1 : 0);
    if (schema.items === false) return first;
    const rest = Array.from({ length: Math.max(0, count - first.length) }, (_, index) => {
      const item = value(schema.items ?? 'x', depth + 1);
      return schema.uniqueItems === true && index > 0 && typeof item === 'string' ? `${item}${index}` : item;
    });
    return [...first, ...rest];
  };
  const typed = (schema: Json, depth: number): unknown => {
    const types = list(schema.type);
    const type = types.length > 0 ? types[round % types.length] : schema.type;
    if (type === 'array') return array(schema, depth);
    if (type === 'string') return sampleString(schema);
    if (type === 'integer') return sampleNumber(schema, 1);
    if (type === 'number') return sampleNumber(schema, 0.5);
    if (type === 'boolean') return true;
    if (type === 'null') return null;
    const isOpen = type === undefined && schema.properties === undefined && schema.required === undefined;
    return isOpen ? 'text' : object(schema, depth);
  };
  const value = (schema: unknown, depth: number): unknown => {
    if (!isObject(schema)) return schema === 'x' ? 'text' : 'text';
    if (depth > DEPTH + 4) return null;
    const { $ref, allOf, anyOf, oneOf, ...rest } = schema;
    if (typeof $ref === 'string')
      return value(merge(asObject(follow(root, $ref)), { ...rest, ...only({ allOf, anyOf, oneOf }) }), depth + 1);
    if (Array.isArray(allOf))
      return value(
        allOf.reduce((all: Json, part) => merge(all, resolve(part)), { ...rest, ...only({ anyOf, oneOf }) }),
        depth + 1,
      );
    const choices = list(anyOf ?? oneOf);
    if (choices.length > 0) return value(merge(rest, resolve(choices[round % choices.length])), depth + 1);
    if ('const' in schema) return schema.const;
    if (Array.isArray(schema.enum)) return schema.enum[0];
    return typed(schema, depth);
  };
  const resolve = (part: unknown): Json => {
    const schema = asObject(part);
    return typeof schema.$ref === 'string'
      ? merge(resolve(follow(root, schema.$ref)), withoutReference(schema))
      : schema;
  };
  return value(root, 0);
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

function withoutReference({ $ref: _, ...rest }: Json): Json {
  return rest;
}

/** Leaves out what is undefined. */
function only(schema: Json): Json {
  return Object.fromEntries(Object.entries(schema).filter(([, child]) => child !== undefined));
}
