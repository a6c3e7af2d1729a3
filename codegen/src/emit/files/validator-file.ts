import { validatorSource } from 'mcp-rest-proxy/codegen';
import type { EmitInput } from '../emit-input.js';
import type { EmittedCheck, EmittedTool } from '../emitted-tool.js';
import { headerText, moduleOf } from '../header.js';
import { checksElsewhere, type SharedCode, sharedCheckName } from '../shared/shared-code.js';
import { importLine } from './import-line.js';

/** What a module of compiled checks starts with. */
export function validatorsHead(needs: readonly (readonly string[])[], input: EmitInput): string {
  const helpers = [...new Set(needs.flat())].sort();
  return [
    '// @ts-nocheck',
    `// ${headerText(input)}`,
    importLine(['type CompiledCheck', ...helpers], 'mcp-rest-proxy/generated'),
  ].join('\n');
}

/** One compiled check. */
export function exportCheck(name: string, expression: string): string {
  return `export const ${name}: CompiledCheck = ${expression};`;
}

interface Compiled {
  readonly name: string;
  readonly expression: string;
  readonly needs: readonly string[];
  readonly calls: readonly string[];
}

function compileCheck({ name, part, schema }: EmittedCheck, { checked }: SharedCode): Compiled {
  const whole = checked.whole(schema);
  if (whole !== undefined) {
    const expression = sharedCheckName(whole);
    return { name, expression, needs: [], calls: [expression] };
  }
  const elsewhere = checksElsewhere(checked.of(schema));
  return { name, ...validatorSource(schema, { useDefaults: part !== 'output', elsewhere }) };
}

/**
 * `validators/<name>.ts`: machine code. Nothing for a tool that compiles no schema.
 *
 * Throws when the validator compiler cannot take a schema.
 */
export function validatorFile({ checks }: EmittedTool, shared: SharedCode, input: EmitInput): string | undefined {
  if (checks.length === 0) return undefined;
  const compiled = checks.map((check) => compileCheck(check, shared));
  const calls = [...new Set(compiled.flatMap((check) => check.calls))].sort();
  const head = [
    validatorsHead(
      compiled.map(({ needs }) => needs),
      input,
    ),
    ...(calls.length > 0 ? [importLine(calls, moduleOf('./shared', input))] : []),
  ].join('\n');
  return `${[head, ...compiled.map(({ name, expression }) => exportCheck(name, expression))].join('\n\n')}\n`;
}
