/** What the model is told about `falkordb_query`. */
export const QUERY_DESCRIPTION = `Run one Cypher statement on a graph in FalkorDB, to read or to write.

Use it to search, create, change and delete nodes and relationships, and to look at a graph's make-up: \
\`CALL db.labels()\`, \`CALL db.relationshipTypes()\`, \`CALL db.propertyKeys()\`, \`CALL db.indexes()\`, \`CALL db.meta.stats()\`.

- Pass values in \`parameters\` and refer to them as \`$name\`; never write them into the query text. For many rows: \
\`UNWIND $rows AS row CREATE (n:Label) SET n = row\`. A map cannot stand in a pattern: write \`CREATE (n:Label) SET n = $map\`.
- One statement per call. No transactions across calls. There is no read-only mode: \`EXPLAIN\` and \`PROFILE\` execute the statement.
- Add \`LIMIT\` to reads and return properties rather than whole nodes; long results are cut. Next rows: \`ORDER BY … SKIP … LIMIT …\`.
- Name computed columns with \`AS\`. Return \`toString(x)\` of integers beyond 2^53. Properties hold texts, numbers, booleans, points, dates and lists of these, no maps.
- A graph that does not exist is created by the first query on it: check names with falkordb_list_graphs.
- A query that takes longer than 30 s is given up by the backend but goes on in the database; look before repeating a write.`;

/** What the model is told about `falkordb_list_graphs`. */
export const GRAPHS_DESCRIPTION =
  'List the graphs that the caller may query, by the names falkordb_query takes. Use it before querying a graph ' +
  'whose exact name is not known. Long lists come in pages: continue with `offset`.';

/** What the model is told about `falkordb_server_info`. */
export const SERVER_DESCRIPTION =
  'Tell what the FalkorDB backend is and can do: name, version, capabilities, whether tenants are kept apart. ' +
  'It does not touch the database; for that use falkordb_health.';

/** What the model is told about `falkordb_health`. */
export const HEALTH_DESCRIPTION =
  'Check whether the FalkorDB backend answers and has its database. Use it after a query failed for reasons that do ' +
  'not lie in the query. A slow query that is still running can make it report trouble for a while.';
