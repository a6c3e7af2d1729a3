/** FalkorDB cannot be found, prepared or started on this machine; the message says why and what else can be done. */
export class FalkorDBUnavailableError extends Error {
  override readonly name = 'FalkorDBUnavailableError';

  constructor(reason: string, options?: ErrorOptions) {
    super(`${reason}\n${waysOut}`, options);
  }
}

const waysOut = `What you can do instead:
  - run everything in containers:           docker compose up
  - use a FalkorDB MCPServer you have:      FALKORDB_MCPSERVER_URL=http://host:3000 npm start
  - name a redis (>= 7.2) or valkey (>= 8)
    server and the FalkorDB module:         FALKORDB_SERVER=/path/redis-server FALKORDB_MODULE=/path/falkordb.so npm start`;
