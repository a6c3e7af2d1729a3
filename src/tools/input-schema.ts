import type { Argument } from '../endpoints/arguments.js';
import { createDefinitions } from '../endpoints/json-schema/embed.js';
import { isPlainObject, type JsonSchema } from '../endpoints/schema.js';
import type { Section } from '../endpoints/sections.js';

/**
 * The published input schema: one flat object of all arguments that a model may give, closed, without composition at
 * its root. Definitions of the sections are merged without clashes; those that nothing needs are left out.
 */
export function publishInput(sections: readonly Section[], list: readonly Argument[]): JsonSchema {
  const definitions = createDefinitions();
  const properties = new Map<string, unknown>();
  for (const { name, json, whole } of sections) {
    const embedded = definitions.embed(json, name);
    const own = whole ? { body: embedded } : embedded.properties;
    for (const [property, schema] of Object.entries(isPlainObject(own) ? own : {})) properties.set(property, schema);
  }
  const visible = list.filter(({ binding }) => binding === undefined);
  const published = Object.fromEntries(visible.map(({ name }) => [name, properties.get(name)]));
  const required = visible.filter((argument) => argument.required).map(({ name }) => name);
  const $defs = definitions.needed([{ properties: published }]);
  return {
    type: 'object',
    ...(visible.length > 0 ? { properties: published } : {}),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
    ...(Object.keys($defs).length > 0 ? { $defs } : {}),
  };
}
