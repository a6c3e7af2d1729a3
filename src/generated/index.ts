/** The public API of `mcp-rest-proxy/generated`: what code written by `generate-tools` runs on. */

export type { CompiledCheck } from '../endpoints/json-schema/validator.js';
export { equal, ucs2length } from '../endpoints/json-schema/validator-runtime.js';
export type {
  GeneratedArgument,
  GeneratedOutput,
  GeneratedSection,
  GeneratedTool,
  ToolHooks,
} from './generated-tool.js';
export { type GeneratedToolsOptions, generatedTools } from './generated-tools.js';
export { hooksOf, schemaOf } from './map-code.js';
export { type ToolHandler, type TypedToolResult, toolHandler } from './tool-handler.js';
