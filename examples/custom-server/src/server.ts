import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { ToolSet } from 'mcp-rest-proxy';
import { z } from 'zod';
import { attachTo as attachDepots, getDepot } from './depots/generated/index.js';
import { attachTo as attachParcels, trackParcel } from './parcels/generated/index.js';

/** A server of your own, and what is to be closed with it. */
export interface OfficeServer {
  readonly server: McpServer;
  close(): Promise<void>;
}

/** An MCP server as the official SDK makes them, with one tool of its own and five that were generated. */
export function createServer(baseUrl: string): OfficeServer {
  const server = new McpServer({ name: 'parcel-office', version: '1.0.0' });
  const parcels = attachParcels(server, { backend: { baseUrl } });
  const depots = attachDepots(server, { backend: { baseUrl } });
  addEstimate(server, parcels, depots);
  return {
    server,
    async close() {
      await server.close();
      await Promise.all([parcels.close(), depots.close()]);
    },
  };
}

/** The server's own tool. It calls two generated handlers, typed, past any client. */
function addEstimate(server: McpServer, parcels: ToolSet, depots: ToolSet): void {
  const description = 'Say on which day a parcel will arrive.';
  server.registerTool('estimate_arrival', { description, inputSchema: { id: z.string() } }, async ({ id }) => {
    const tracked = await trackParcel(parcels, { id });
    const parcel = tracked.structuredContent;
    if (!parcel) return { content: [...tracked.content], isError: true };
    const { structuredContent: depot } = await getDepot(depots, { code: parcel.depot });
    const days = depot?.days[parcel.to];
    const start = parcel.events[0]?.at;
    if (days === undefined || start === undefined) {
      return { content: [{ type: 'text', text: `Nobody can say when ${parcel.id} will arrive.` }] };
    }
    const arrival = new Date(Date.parse(start) + days * 86_400_000).toISOString().slice(0, 10);
    return { content: [{ type: 'text', text: `${parcel.id} arrives in ${parcel.to} on ${arrival}.` }] };
  });
}
