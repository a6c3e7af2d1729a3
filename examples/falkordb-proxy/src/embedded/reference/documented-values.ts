import type { QueryResult } from './database.js';
import { isRecord } from './rest.js';

/**
 * A value in the shapes of the documented contract. The database client marks no types, so a map with exactly
 * the members of a node or relationship is taken for one.
 */
export function documentedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(documentedValue);
  if (!isPlain(value)) return value;
  const names = Object.keys(value).sort().join();
  const inner = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, documentedValue(item)]));
  if (names === 'id,labels,properties') {
    return { identity: inner.id, labels: inner.labels, properties: inner.properties };
  }
  if (names === 'destinationId,id,properties,relationshipType,sourceId') {
    const { id, relationshipType, sourceId, destinationId, properties } = inner;
    return { identity: id, type: relationshipType, start: sourceId, end: destinationId, properties };
  }
  return inner;
}

/** Dates and durations are objects that know their own JSON form. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !('toJSON' in value);
}

/** `Nodes created: 1` becomes `nodesCreated: 1`; the rows are counted. */
export function documentedStatistics({ statistics, rows = [] }: QueryResult): Record<string, number | string> {
  const counts: Record<string, number | string> = {};
  let time = 0;
  for (const line of statistics) {
    const [, name = '', value = ''] = /^(.*?): ([\d.]+)/.exec(line) ?? [];
    if (name === 'Query internal execution time') time = Number(value);
    else if (name !== '') counts[camelCase(name)] = Number(value);
  }
  const cells = rows.flatMap((row) => Object.values(row)).map(documentedValue);
  return {
    ...counts,
    nodesReturned: cells.filter((cell) => isRecord(cell) && 'labels' in cell && 'identity' in cell).length,
    relationshipsReturned: cells.filter((cell) => isRecord(cell) && 'start' in cell && 'identity' in cell).length,
    queryExecutionTime: `${Number(time.toFixed(3))}ms`,
  };
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
}
