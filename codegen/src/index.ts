/** The public API of `generate-tools`, listed by hand. The command line is documented by `generate-tools --help`. */

export type { GenerateConfig, MapTarget, OpenApiOptions, Target, Targets, ToolsTarget } from './config/config.js';
export { defineConfig } from './config/config.js';
export type { Change, ChangeKind } from './diff/change.js';
export { type ComparedTool, diffTools } from './diff/diff-tools.js';
export { type GenerateOptions, generate } from './generate/generate.js';
export { type ImportedSource, importOpenApi } from './generate/import-open-api.js';
export type { ChangedFile, GenerateResult, TargetResult } from './generate/result.js';
export { GenerateError, type Note, type Severity } from './notes.js';
export type { Filter, ImportOptions, Preset } from './openapi/import-options.js';
export type { Advice } from './stats/advise.js';
export type { ToolWeight } from './stats/estimate.js';
export { computeStats, type Stats } from './stats/stats.js';
