import type { ToolModel } from 'mcp-rest-proxy/codegen';
import { GenerateError, type Note } from '../notes.js';
import { NotDataError } from '../print/check-data.js';
import { canonicalSchema, compareText } from './canonical-schema.js';
import type { EmitInput } from './emit-input.js';
import { compiledChecks, type EmittedTool, needsCode } from './emitted-tool.js';
import { indexFile } from './files/index-file.js';
import { markdownFile } from './files/markdown-file.js';
import { sharedSchemasFile, sharedTypesFile, sharedValidatorsFile } from './files/shared-files.js';
import { toolFile } from './files/tool-file.js';
import { validatorFile } from './files/validator-file.js';
import { nameTools } from './names/tool-names.js';
import { emptyPool } from './shared/definition-pool.js';
import { type SharedCode, shareCode } from './shared/shared-code.js';

type Definition = ToolModel['definition'];

function canonicalDefinition(definition: Definition): Definition {
  const { inputSchema, outputSchema, scopes, annotations, ...rest } = definition;
  return {
    ...rest,
    inputSchema: canonicalSchema(inputSchema),
    ...(outputSchema && { outputSchema: canonicalSchema(outputSchema) }),
    annotations,
    scopes,
  };
}

function prepare(models: readonly ToolModel[]): readonly EmittedTool[] {
  const sorted = [...models].sort((left, right) => compareText(left.name, right.name));
  const names = nameTools(sorted.map(({ name }) => name));
  return sorted.flatMap((model, index) => {
    const own = names[index];
    if (!own) return [];
    return [{ model, names: own, definition: canonicalDefinition(model.definition), checks: compiledChecks(model) }];
  });
}

function missingCode({ model: { name } }: EmittedTool): Note {
  return {
    code: 'code-without-module',
    severity: 'error',
    place: `endpoints.${name}`,
    message: 'has functions or Standard Schemas, but the map has no module they could be imported from.',
    fix: 'Export the map from a TypeScript or JavaScript module and generate from that.',
  };
}

function notEmitted({ model: { name } }: EmittedTool, error: unknown): Note {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof NotDataError) {
    const place = [`endpoints.${name}`, ...error.path].join('.');
    return { code: 'value-not-data', severity: 'error', place, message: reason, fix: 'Use values that JSON can hold.' };
  }
  const message = `has a schema that cannot be compiled: ${reason}`;
  return { code: 'schema-not-compiled', severity: 'error', place: `endpoints.${name}`, message };
}

type Files = Map<string, string>;

function emitTool(emitted: EmittedTool, shared: SharedCode, input: EmitInput, files: Files): Note | undefined {
  if (needsCode(emitted.model) && !input.code) return missingCode(emitted);
  try {
    files.set(`tools/${emitted.names.file}.ts`, toolFile(emitted, shared, input));
    const validators = validatorFile(emitted, shared, input);
    if (validators !== undefined) files.set(`validators/${emitted.names.file}.ts`, validators);
    return undefined;
  } catch (error) {
    return notEmitted(emitted, error);
  }
}

function emitPublished({ published }: SharedCode, input: EmitInput, files: Files): void {
  if (published.definitions.length === 0) return;
  files.set('shared/types.ts', sharedTypesFile(published, input));
  files.set('shared/schemas.ts', sharedSchemasFile(published, input));
}

/** Where a check in common cannot be compiled there is none: every tool that needs it then says so itself. */
function emitChecked(shared: SharedCode, input: EmitInput, files: Files): SharedCode {
  if (shared.checked.definitions.length === 0) return shared;
  try {
    files.set('validators/shared.ts', sharedValidatorsFile(shared.checked, input));
    return shared;
  } catch {
    return { ...shared, checked: emptyPool };
  }
}

/**
 * The files of generated tools, by path below the output folder, sorted: a readable file for each tool, its compiled
 * checks, what several tools have in common, `index.ts` and `TOOLS.md`. Pure; the order of the models does not matter.
 *
 * @throws GenerateError with every tool that cannot be written down: `code-without-module`, `value-not-data`,
 * `schema-not-compiled`.
 */
export function emitTools(input: EmitInput): ReadonlyMap<string, string> {
  const tools = prepare(input.models);
  const files = new Map<string, string>();
  const shared = emitChecked(shareCode(tools), input, files);
  const notes = tools.flatMap((emitted) => emitTool(emitted, shared, input, files) ?? []);
  if (notes.length > 0) throw new GenerateError('The tools cannot be generated', notes);
  emitPublished(shared, input, files);
  files.set('index.ts', indexFile(tools, shared, input));
  files.set('TOOLS.md', markdownFile(tools, input));
  return new Map([...files].sort(([left], [right]) => compareText(left, right)));
}
