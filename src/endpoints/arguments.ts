import type { Endpoint, PrincipalBinding } from './endpoint.js';
import { suggestName } from './nearest-name.js';
import type { Report } from './problems.js';
import { isPlainObject, type JsonSchema } from './schema.js';
import type { Section, SectionName } from './sections.js';
import { type Spelling, spellingOf } from './spelling.js';

/** One argument of a tool: where it comes from and where it goes. */
export interface Argument {
  /** As the model knows it. */
  readonly name: string;
  readonly section: SectionName;
  /** Name on the wire; header names are lower-case. */
  readonly wire: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  /** Filled from the principal, hidden from the model. */
  readonly binding?: PrincipalBinding;
  /** How it is written, where the map or its schema says so. */
  readonly spelling?: Spelling;
}

function wireName(endpoint: Endpoint, section: Section, name: string): string {
  const wire = endpoint.rename && Object.hasOwn(endpoint.rename, name) ? endpoint.rename[name] : undefined;
  return section.name === 'headers' ? (wire ?? name).toLowerCase() : (wire ?? name);
}

function makeArgument(
  endpoint: Endpoint,
  section: Section,
  name: string,
  schema: unknown,
  required: boolean,
): Argument {
  const json = isPlainObject(schema) ? schema : {};
  // A path cannot do without its parameters, whatever the schema says.
  const needed = section.name === 'params' && !('default' in json);
  const binding = endpoint.bind && Object.hasOwn(endpoint.bind, name) ? endpoint.bind[name] : undefined;
  const spelling = spellingOf(endpoint, section, name, json);
  return {
    name,
    section: section.name,
    wire: wireName(endpoint, section, name),
    schema: json,
    required: needed || (required && !section.optional),
    ...(binding === undefined ? {} : { binding }),
    ...(spelling === undefined ? {} : { spelling }),
  };
}

function argumentsOf(endpoint: Endpoint, section: Section): Argument[] {
  if (section.whole) return [makeArgument(endpoint, section, 'body', section.json, true)];
  const properties = isPlainObject(section.json.properties) ? section.json.properties : {};
  const required = Array.isArray(section.json.required) ? section.json.required : [];
  return Object.entries(properties).map(([name, schema]) =>
    makeArgument(endpoint, section, name, schema, required.includes(name)),
  );
}

function reportCollisions(list: readonly Argument[], place: string, report: Report): void {
  const seen = new Map<string, Argument>();
  for (const argument of list) {
    const earlier = seen.get(argument.name);
    seen.set(argument.name, earlier ?? argument);
    if (!earlier) continue;
    report(
      `${place}.${argument.section}.${argument.name}`,
      `has the same name as ${place}.${earlier.section}.${earlier.name}.`,
      `Call it ${argument.section}_${argument.name} in the schema and add rename: { ${argument.section}_${argument.name}: '${argument.name}' }.`,
    );
  }
}

function reportWireCollisions(endpoint: Endpoint, list: readonly Argument[], place: string, report: Report): void {
  const taken = new Map<string, string>();
  for (const section of ['query', 'headers', 'body'] as const) {
    for (const key of Object.keys(endpoint.constants?.[section] ?? {})) {
      const wire = section === 'headers' ? key.toLowerCase() : key;
      taken.set(`${section} ${wire}`, `${place}.constants.${section}.${key}`);
    }
  }
  for (const { name, section, wire } of list) {
    const other = taken.get(`${section} ${wire}`);
    const own = `${place}.${section}.${name}`;
    if (other === undefined) taken.set(`${section} ${wire}`, own);
    else if (other !== own) report(own, `is sent as "${wire}", and so is ${other}.`, 'Rename or drop one of them.');
  }
}

function reportUnknownNames(endpoint: Endpoint, list: readonly Argument[], place: string, report: Report): void {
  const names = list.map(({ name }) => name);
  for (const key of ['rename', 'bind', 'styles'] as const) {
    for (const name of Object.keys(endpoint[key] ?? {})) {
      if (!names.includes(name)) report(`${place}.${key}.${name}`, 'names no argument.', suggestName(name, names));
    }
  }
  for (const { name, section, wire } of list.filter((argument) => argument.section === 'params')) {
    if (name !== wire) report(`${place}.rename.${name}`, `renames a ${section} name.`, 'Change the name in the path.');
  }
  if (names.includes('__proto__'))
    report(place, 'has an argument named __proto__, which no JSON tool can carry safely.');
}

/** Lists the arguments of an endpoint in schema order, and reports names that collide, are unknown or cannot be sent. */
export function listArguments(
  endpoint: Endpoint,
  sections: readonly Section[],
  place: string,
  report: Report,
): Argument[] {
  const list = sections.flatMap((section) => argumentsOf(endpoint, section));
  reportCollisions(list, place, report);
  reportWireCollisions(endpoint, list, place, report);
  reportUnknownNames(endpoint, list, place, report);
  return list;
}
