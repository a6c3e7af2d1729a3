// What the programs need to run everything on one machine; loaded only when there is no other backend.
export { startFalkorDB } from './falkordb-server.js';
export { type KeptState, openKeptState } from './kept-state.js';
export { provisionFalkorDB } from './provision.js';
export { startReferenceBackend } from './reference-backend.js';
