import { type ToolModel, validatorSource } from 'mcp-rest-proxy/codegen';
import { canonicalSchema } from '../canonical-schema.js';
import type { EmitInput } from '../emit-input.js';
import { checkName, compiledParts, type EmittedTool } from '../emitted-tool.js';
import { headerText } from '../header.js';
import { importLine } from './import-line.js';

type Part = ReturnType<typeof compiledParts>[number];

function compile(model: ToolModel, part: Part): ReturnType<typeof validatorSource> {
  if (part === 'output') return validatorSource(canonicalSchema(model.output?.schema ?? {}), { useDefaults: false });
  const section = model.sections.find(({ name }) => name === part);
  return validatorSource(canonicalSchema(section?.json ?? {}));
}

/** `validators/<name>.ts`: machine code. Nothing for a tool that compiles no schema. */
export function validatorFile({ model }: EmittedTool, input: EmitInput): string | undefined {
  const parts = compiledParts(model);
  if (parts.length === 0) return undefined;
  const checks = parts.map((part) => ({ name: checkName(part), ...compile(model, part) }));
  const needs = [...new Set(checks.flatMap((check) => check.needs))].sort();
  const head = [
    '// @ts-nocheck',
    `// ${headerText(input)}`,
    importLine(['type CompiledCheck', ...needs], 'mcp-rest-proxy/generated'),
  ].join('\n');
  const body = checks.map(({ name, expression }) => `export const ${name}: CompiledCheck = ${expression};`);
  return `${[head, ...body].join('\n\n')}\n`;
}
