type JsonSchema = Readonly<Record<string, unknown>>;

/** Longest value that is told in a comment, in characters. */
const LONGEST = 100;

function written(value: unknown): string | undefined {
  const text = JSON.stringify(value);
  return text === undefined || text.length > LONGEST ? undefined : `\`${text.replaceAll('`', "'")}\``;
}

function range(low: unknown, high: unknown, one: string, many: string): string | undefined {
  const unit = (value: unknown): string => (value === 1 ? one : many);
  const [least, most] = [typeof low === 'number' ? low : undefined, typeof high === 'number' ? high : undefined];
  if (least !== undefined && least === most) return `Exactly ${least}${unit(least)}.`;
  if (least !== undefined && most !== undefined) return `From ${least} to ${most}${unit(most)}.`;
  if (least !== undefined) return `At least ${least}${unit(least)}.`;
  return most === undefined ? undefined : `At most ${most}${unit(most)}.`;
}

function above({ exclusiveMinimum: low, exclusiveMaximum: high }: JsonSchema): (string | undefined)[] {
  return [
    typeof low === 'number' ? `Above ${low}.` : undefined,
    typeof high === 'number' ? `Below ${high}.` : undefined,
  ];
}

function facts(schema: JsonSchema): string[] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, multipleOf, pattern, format } = schema;
  const all = [
    schema.type === 'integer' ? 'A whole number.' : undefined,
    typeof format === 'string' && format !== '' ? `Format: ${written(format) ?? 'see the schema'}.` : undefined,
    range(minimum, maximum, '', ''),
    ...above(schema),
    typeof multipleOf === 'number' ? `A multiple of ${multipleOf}.` : undefined,
    range(minLength === 0 ? undefined : minLength, maxLength, ' character', ' characters'),
    typeof pattern === 'string' && written(pattern) !== undefined ? `Pattern: ${written(pattern)}.` : undefined,
    range(minItems === 0 ? undefined : minItems, maxItems, ' item', ' items'),
    schema.uniqueItems === true ? 'No item twice.' : undefined,
    schema.contentEncoding === 'base64' ? 'Bytes in base64.' : undefined,
    schema.default === undefined || written(schema.default) === undefined
      ? undefined
      : `Default: ${written(schema.default)}.`,
  ];
  return all.filter((fact) => fact !== undefined);
}

/** What a type does not say about a value: paragraphs for its comment. */
export function aboutSchema(schema: JsonSchema): string[] {
  const { title, description } = schema;
  const text = typeof description === 'string' ? description : typeof title === 'string' ? title : '';
  return [text, facts(schema).join(' ')].filter((paragraph) => paragraph.trim() !== '');
}
