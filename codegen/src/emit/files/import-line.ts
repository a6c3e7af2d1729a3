import { concat, either, group, indent, join, line } from '../../print/doc.js';
import { quote } from '../../print/quote.js';
import { render } from '../../print/render.js';

function statement(keyword: 'import' | 'import type' | 'export', names: readonly string[], from: string): string {
  const list = concat('{', indent(line, join(concat(',', line), names)), either(',', ''), line, '}');
  return render(concat(`${keyword} `, group(list), ` from ${quote(from)};`));
}

/** An import of names, or of the default under one name. */
export function importLine(names: readonly string[] | string, from: string): string {
  return typeof names === 'string' ? `import ${names} from ${quote(from)};` : statement('import', names, from);
}

/** An import of types. */
export function importTypesLine(names: readonly string[], from: string): string {
  return statement('import type', names, from);
}

/** A re-export of names. */
export function exportLine(names: readonly string[], from: string): string {
  return statement('export', names, from);
}
