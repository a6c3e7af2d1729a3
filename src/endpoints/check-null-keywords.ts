import { walkSchema } from './json-schema/map-schema.js';
import { isKeyword } from './json-schema/validator.js';
import type { Report } from './problems.js';
import { isPlainObject } from './schema.js';

const SCHEMAS = ['params', 'query', 'headers', 'body', 'response'];

/** Words that hold an example, and extensions, may be anything. */
function isStray(keyword: string, value: unknown): boolean {
  return value === null && keyword !== 'example' && !keyword.startsWith('x-') && !isKeyword(keyword);
}

function checkSchema(schema: unknown, place: string, report: Report): void {
  if (!isPlainObject(schema)) return;
  try {
    walkSchema(schema, (each, pointer) => {
      for (const keyword of Object.keys(each).filter((key) => isStray(key, each[key]))) {
        report(
          `${place}${pointer.replaceAll('/', '.')}.${keyword}`,
          'is null, and no keyword of JSON Schema.',
          'Leave it out. In YAML, text with a comma between "{" and "}" needs quotes.',
        );
      }
    });
  } catch {
    // Too deep; whoever reads the schema tells that.
  }
}

/**
 * Reports unknown keywords that are `null`: in YAML, `{ description: Three letters, such as HAR }` has one named
 * `such as HAR`, and would lose half of its words without anybody being told.
 */
export function checkNullKeywords(
  endpoints: Readonly<Record<string, unknown>>,
  definitions: Readonly<Record<string, unknown>>,
  report: Report,
): void {
  for (const [name, definition] of Object.entries(definitions)) checkSchema(definition, `$defs.${name}`, report);
  for (const [name, endpoint] of Object.entries(endpoints)) {
    if (!isPlainObject(endpoint)) continue;
    for (const key of SCHEMAS) checkSchema(endpoint[key], `endpoints.${name}.${key}`, report);
  }
}
