import type { QueryReply } from '../replies/query-reply.js';
import { spellOut } from '../replies/statistics.js';
import { codeSpan, countOf } from './markdown.js';
import { writeRows } from './rows.js';

/** What of a result is shown, and what is left out. */
export interface Shown {
  readonly rows: QueryReply['rows'];
  readonly valuesShortened: boolean;
}

/** Writes the result of a query for a model and a person: a sentence, the rows, what was changed, how long it took. */
export function writeQueryText(reply: QueryReply, shown: Shown): string {
  const parts = [
    summary(reply),
    shown.rows.length === 0 ? '' : writeRows(reply.columns, shown.rows),
    cutNote(reply, shown),
    changes(reply),
    ...reply.warnings.map((warning) => `Note: ${warning}`),
    timing(reply),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Names a graph, and the name it has in the database when the backend tells it. */
export function nameGraph({
  graphName,
  resolvedGraphName,
}: Pick<QueryReply, 'graphName' | 'resolvedGraphName'>): string {
  const resolved = resolvedGraphName === undefined ? '' : ` (resolved: ${codeSpan(resolvedGraphName)})`;
  return `graph ${codeSpan(graphName)}${resolved}`;
}

function summary(reply: QueryReply): string {
  if (!reply.returned) return `Done in ${nameGraph(reply)}. The statement has no RETURN, so there are no rows.`;
  if (reply.rowCount > 0) return `Found ${countOf(reply.rowCount, 'row')} in ${nameGraph(reply)}.`;
  // Some backends answer a statement without RETURN with an empty list: what it changed shows that it worked.
  if (changes(reply) !== '') return `Done in ${nameGraph(reply)}: no rows returned.`;
  return (
    `Found no rows in ${nameGraph(reply)}. If rows were expected, check the name with falkordb_list_graphs ` +
    '(querying a graph that does not exist creates it, empty) and the spelling of labels and properties.'
  );
}

function cutNote({ rowCount }: QueryReply, { rows, valuesShortened }: Shown): string {
  const left = rowCount - rows.length;
  const shortened = valuesShortened
    ? 'Long texts and lists in it are shortened; return only the properties you need.'
    : '';
  if (left === 0) return shortened;
  const first = rows.length === 1 ? 'the first row is' : `the first ${rows.length} rows are`;
  return (
    `Only ${first} shown, ${countOf(left, 'more row')} left out. To get them, add ORDER BY and ` +
    `\`SKIP ${rows.length} LIMIT ${rows.length}\` to the query, or return fewer columns. ${shortened}`
  ).trimEnd();
}

const NOT_CHANGES = new Set(['cachedExecution', 'nodesReturned', 'relationshipsReturned']);

function changes({ statistics }: QueryReply): string {
  const counts = Object.entries(statistics).filter(([name, count]) => count !== 0 && !NOT_CHANGES.has(name));
  if (counts.length === 0) return '';
  const text = counts.map(([name, count]) => `${spellOut(name)}: ${count.toLocaleString('en-US')}`).join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function timing({ executionTimeMs, statistics }: QueryReply): string {
  if (executionTimeMs === undefined) return '';
  const plan = statistics.cachedExecution === 1 ? ' (cached plan)' : '';
  return `Execution time: ${Number(executionTimeMs.toPrecision(3))} ms${plan}`;
}
