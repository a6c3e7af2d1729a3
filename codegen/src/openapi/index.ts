export { importDocument } from './import-document.js';
export type { Filter, ImportOptions, Preset, ReadOptions } from './import-options.js';
export type {
  ImportedEndpoint,
  ImportedMap,
  ImportedScheme,
  ImportedServer,
  ImportedServerVariable,
} from './imported-map.js';
export { readOpenApi } from './load/read-open-api.js';
