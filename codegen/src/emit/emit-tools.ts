import type { ToolModel } from 'mcp-rest-proxy/codegen';
import { GenerateError, type Note } from '../notes.js';
import { NotDataError } from '../print/check-data.js';
import { canonicalSchema, compareText } from './canonical-schema.js';
import type { EmitInput } from './emit-input.js';
import { type EmittedTool, needsCode } from './emitted-tool.js';
import { indexFile } from './files/index-file.js';
import { markdownFile } from './files/markdown-file.js';
import { toolFile } from './files/tool-file.js';
import { validatorFile } from './files/validator-file.js';
import { nameTools } from './names/tool-names.js';

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
    return own ? [{ model, names: own, definition: canonicalDefinition(model.definition) }] : [];
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

function emitTool(emitted: EmittedTool, input: EmitInput, files: Map<string, string>): Note | undefined {
  if (needsCode(emitted.model) && !input.code) return missingCode(emitted);
  try {
    files.set(`tools/${emitted.names.file}.ts`, toolFile(emitted, input));
    const validators = validatorFile(emitted, input);
    if (validators !== undefined) files.set(`validators/${emitted.names.file}.ts`, validators);
    return undefined;
  } catch (error) {
    return notEmitted(emitted, error);
  }
}

/**
 * The files of generated tools, by path below the output folder, sorted: a readable file for each tool, its compiled
 * checks, `index.ts` and `TOOLS.md`. Pure; the order of the models does not matter.
 *
 * @throws GenerateError with every tool that cannot be written down: `code-without-module`, `value-not-data`,
 * `schema-not-compiled`.
 */
export function emitTools(input: EmitInput): ReadonlyMap<string, string> {
  const tools = prepare(input.models);
  const files = new Map<string, string>();
  const notes = tools.flatMap((emitted) => emitTool(emitted, input, files) ?? []);
  if (notes.length > 0) throw new GenerateError('The tools cannot be generated', notes);
  files.set('index.ts', indexFile(tools, input));
  files.set('TOOLS.md', markdownFile(tools, input));
  return new Map([...files].sort(([left], [right]) => compareText(left, right)));
}
