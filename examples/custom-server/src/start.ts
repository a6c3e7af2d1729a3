import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from './server.js';
import { openService } from './service.js';

/** `npm start`: the server over stdio, for the parcel service at `PARCELS_URL`; without one, for that of this example. */
const { PARCELS_URL } = process.env;
const service = PARCELS_URL ? undefined : await openService();
const office = createServer(PARCELS_URL ?? service?.url ?? '');
office.server.server.onclose = () => void service?.close();
process.stdin.once('end', () => void office.close());
await office.server.connect(new StdioServerTransport());
