import { validatorSource } from 'mcp-rest-proxy/codegen';
import { literal } from '../../print/literal.js';
import type { EmitInput } from '../emit-input.js';
import { headerText } from '../header.js';
import type { DefinitionPool } from '../shared/definition-pool.js';
import { checksElsewhere, sharedCheckName } from '../shared/shared-code.js';
import { declareShared } from '../types/declare-types.js';
import { printDeclaration } from '../types/print-declaration.js';
import { importTypesLine } from './import-line.js';
import { exportCheck, validatorsHead } from './validator-file.js';

/** `shared/types.ts`: types that several tools have in common. */
export function sharedTypesFile(pool: DefinitionPool, input: EmitInput): string {
  return `${[`// ${headerText(input)}`, ...declareShared(pool).map(printDeclaration)].join('\n\n')}\n`;
}

/** `shared/schemas.ts`: their JSON Schemas, as the tools publish them. */
export function sharedSchemasFile(pool: DefinitionPool, input: EmitInput): string {
  const head = `// ${headerText(input)}\n${importTypesLine(['JsonSchema'], 'mcp-rest-proxy')}`;
  const schemas = pool.definitions.map(({ identifier, schema }) => {
    const start = `export const ${identifier}: JsonSchema = `;
    return `${start}${literal(schema, { column: start.length })};`;
  });
  return `${[head, ...schemas].join('\n\n')}\n`;
}

/**
 * `validators/shared.ts`: compiled checks of definitions, which call each other.
 *
 * Throws when the validator compiler cannot take one.
 */
export function sharedValidatorsFile(pool: DefinitionPool, input: EmitInput): string {
  const elsewhere = { input: checksElsewhere(pool.within('input')), output: checksElsewhere(pool.within('output')) };
  const checks = pool.definitions.map(({ identifier, side, schema }) => ({
    name: sharedCheckName(identifier),
    ...validatorSource(schema, { useDefaults: false, elsewhere: elsewhere[side] }),
  }));
  const head = validatorsHead(
    checks.map(({ needs }) => needs),
    input,
  );
  return `${[head, ...checks.map(({ name, expression }) => exportCheck(name, expression))].join('\n\n')}\n`;
}
