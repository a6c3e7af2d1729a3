/**
 * The public API of `mcp-rest-proxy/codegen`, for generators: the model that the run time and generated code share.
 * It grows with `generate-tools`, and may change in any minor release.
 */

export type { Argument } from '../endpoints/arguments.js';
export { type DuplicateKey, findDuplicateKeys } from '../endpoints/duplicate-keys.js';
export { mapSchema } from '../endpoints/json-schema/map-schema.js';
export { checkPattern } from '../endpoints/json-schema/pattern-safety.js';
export { unescapeToken } from '../endpoints/json-schema/pointer.js';
export { asksWhatWasEvaluated } from '../endpoints/json-schema/validator.js';
export {
  type ValidatorSource,
  type ValidatorSourceOptions,
  validatorSource,
} from '../endpoints/json-schema/validator-source.js';
export { suggestName } from '../endpoints/nearest-name.js';
export type { PathPiece, PathTemplate } from '../endpoints/path-template.js';
export type { ReadEndpoint } from '../endpoints/read-endpoints.js';
export { isPlainObject, isStandardSchema } from '../endpoints/schema.js';
export type { Section, SectionName } from '../endpoints/sections.js';
export { keepsExactIntegers } from '../tools/exact-integers.js';
export type { OutputModel } from '../tools/output-schema.js';
export { hasDefaults } from '../tools/section-validator.js';
export { buildToolModels, type ToolModel } from '../tools/tool-model.js';
