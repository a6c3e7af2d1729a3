/** A real FalkorDB behind the reference backend, as a process of its own; tells its parent where it is. */
import {
  provisionFalkorDB,
  startFalkorDB,
  startReferenceBackend,
} from '../examples/falkordb-proxy/src/embedded/index.js';

const falkordb = await startFalkorDB(await provisionFalkorDB({ progress: (line) => console.error(line) }));
const backend = await startReferenceBackend({ falkordb: falkordb.address, admission: { apiKey: 'bench-key' } });

process.once('disconnect', async () => {
  await backend.close();
  await falkordb.stop();
  process.exit(0);
});
process.send?.({ url: backend.url, apiKey: 'bench-key' });
