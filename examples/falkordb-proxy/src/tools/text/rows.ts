import type { Row } from '../replies/query-reply.js';
import { isNode, isRelationship, type NodeValue, type RelationshipValue } from '../replies/values.js';
import { escapeText, shortenText, writeTable } from './markdown.js';
import { holdsEntity, writeValue } from './values.js';

/** A column may be called by the whole text of its expression. */
const MAX_COLUMN_NAME = 80;

/** Writes rows of scalars, lists and maps as a table, rows with nodes, relationships or paths as blocks. */
export function writeRows(columns: readonly string[], rows: readonly Row[]): string {
  return rows.some((row) => Object.values(row).some(holdsEntity)) ? writeBlocks(columns, rows) : asTable(columns, rows);
}

function asTable(columns: readonly string[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => writeValue(cell(row, column))));
  return writeTable(columns.map(columnName), cells);
}

function cell(row: Row, column: string): unknown {
  return Object.hasOwn(row, column) ? row[column] : null;
}

function columnName(column: string): string {
  return escapeText(shortenText(column, MAX_COLUMN_NAME));
}

function writeBlocks(columns: readonly string[], rows: readonly Row[]): string {
  const [only] = columns;
  const single = columns.length === 1 && only !== undefined;
  return rows
    .map((row, index) => (single ? writeSingle(only, cell(row, only), index) : writeBlock(columns, row, index)))
    .join('\n\n');
}

function writeSingle(column: string, value: unknown, index: number): string {
  if (isNode(value)) return writeEntity(nodeTitle(value), value, index);
  if (isRelationship(value)) return writeEntity(relationshipTitle(value), value, index);
  return writeBlock([column], { [column]: value }, index);
}

function writeEntity(title: string, { properties }: NodeValue | RelationshipValue, index: number): string {
  const lines = Object.entries(properties).map(([name, value]) => `- ${escapeText(name)}: ${writeValue(value)}`);
  return [`**${index + 1}. ${title}**`, ...lines].join('\n');
}

function nodeTitle({ id, labels }: NodeValue): string {
  return `${labels.length === 0 ? 'Node' : escapeText(labels.join(':'))} (node ${id})`;
}

function relationshipTitle({ id, relationshipType, start, end }: RelationshipValue): string {
  return `${escapeText(relationshipType)} (relationship ${id}, from node ${start} to node ${end})`;
}

function writeBlock(columns: readonly string[], row: Row, index: number): string {
  const lines = columns.map((column) => `- ${columnName(column)}: ${writeValue(cell(row, column))}`);
  return [`**Row ${index + 1}**`, ...lines].join('\n');
}
