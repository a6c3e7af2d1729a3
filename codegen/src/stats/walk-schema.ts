/** One object or list somewhere in a schema. */
export interface Spot {
  /** Where: `filter.status`. */
  readonly path: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** How many schemas it is below the root. */
  readonly depth: number;
}

const BY_NAME = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const SINGLE = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'];
const LISTED = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function childrenOf({ path, value, depth }: Spot): Spot[] {
  const below = (name: string, child: unknown): Spot[] =>
    isObject(child) ? [{ path: path === '' ? name : `${path}.${name}`, value: child, depth: depth + 1 }] : [];
  return [
    ...BY_NAME.flatMap((key) => {
      const group = value[key];
      return isObject(group) ? Object.entries(group).flatMap(([name, child]) => below(name, child)) : [];
    }),
    ...SINGLE.flatMap((key) => below(key === 'items' ? '[]' : key, value[key])),
    ...LISTED.flatMap((key) => {
      const list = value[key];
      return Array.isArray(list) ? list.flatMap((child, index) => below(`${key}[${index}]`, child)) : [];
    }),
  ];
}

/** Every subschema of a schema, itself first. References are not followed: definitions are met where they stand. */
export function walkSchema(schema: Readonly<Record<string, unknown>>): Spot[] {
  const spots: Spot[] = [];
  const waiting: Spot[] = [{ path: '', value: schema, depth: 0 }];
  for (let spot = waiting.pop(); spot; spot = waiting.pop()) {
    spots.push(spot);
    waiting.push(...childrenOf(spot).reverse());
  }
  return spots;
}
