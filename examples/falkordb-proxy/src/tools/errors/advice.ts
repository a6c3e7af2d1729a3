/** What to do about a message of FalkorDB, where experience knows. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^Missing parameters$/, 'The query uses a $name that `parameters` does not define. Define every $name it uses.'],
  [
    /^'.*' not defined$/,
    'Define the variable with MATCH, WITH, UNWIND or CREATE before using it; put texts in quotes.',
  ],
  [
    /^Unknown function/,
    '`CALL dbms.functions()` lists the functions; not all functions of other databases exist here.',
  ],
  [/^Procedure .* is not registered/, '`CALL dbms.procedures()` lists the procedures that exist.'],
  [/more than one statement/, 'Send one statement per call, without `;` between statements.'],
  [/multiple result columns with the same name/i, 'Give each column its own name with AS.'],
  [
    /^Property values can only be of primitive types/,
    'A property holds a text, number, boolean, point, date or a list of these. Store a map as several properties.',
  ],
  [/unhandled type in inlined properties/, 'Write `CREATE (n:Label) SET n = $map` instead of `CREATE (n:Label $map)`.'],
  [/^empty query|empty query\.$/i, 'Send one Cypher statement.'],
  [/^Type mismatch/, 'Convert the value first, for example with toInteger(), toFloat() or toString().'],
  [/^Division by zero/, 'Guard the divisor, for example with CASE WHEN d = 0 THEN null ELSE n / d END.'],
  [/shortestPath requires bound nodes/i, 'MATCH both ends first, then use shortestPath in WITH or RETURN.'],
  [/is already indexed/, 'The index exists: nothing to do. `CALL db.indexes()` lists the indexes.'],
  [/no such index/, '`CALL db.indexes()` lists the indexes that exist.'],
  [/^WRONGTYPE/, 'The name belongs to something in the database that is not a graph. Use another graph name.'],
];

const FALLBACK = 'Correct the query and call again.';

/** What to do about a message of FalkorDB. */
export function advise(message: string): string {
  return ADVICE.find(([pattern]) => pattern.test(message))?.[1] ?? FALLBACK;
}
