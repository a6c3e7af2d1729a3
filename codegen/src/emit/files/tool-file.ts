import { commentLine, docComment } from '../../print/comment.js';
import { literal } from '../../print/literal.js';
import { quote } from '../../print/quote.js';
import type { CodeModule, EmitInput } from '../emit-input.js';
import { type EmittedTool, hasHooks, needsCode, sectionsInCode } from '../emitted-tool.js';
import { headerText, moduleOf } from '../header.js';
import type { SharedCode } from '../shared/shared-code.js';
import { toolData } from '../tool-data.js';
import { type DeclaredTypes, declareTypes } from '../types/declare-types.js';
import { printDeclaration } from '../types/print-declaration.js';
import { importLine, importTypesLine } from './import-line.js';

/** Import of the map, under one name whatever it is exported as. */
function importMap({ specifier, exportName }: CodeModule): string {
  if (exportName === 'default') return importLine('endpoints', specifier);
  if (exportName === 'endpoints') return importLine(['endpoints'], specifier);
  const name = /^[A-Za-z_$][\w$]*$/.test(exportName) ? exportName : quote(exportName);
  return importLine([`${name} as endpoints`], specifier);
}

/** Seen from `tools/`, one folder further down. */
function fromBelow(code: CodeModule): CodeModule {
  const { specifier } = code;
  if (!specifier.startsWith('.')) return code;
  return { ...code, specifier: specifier.startsWith('./') ? `.${specifier}` : `../${specifier}` };
}

/** Imports of what other tools have too. */
function importShared(
  { definition }: EmittedTool,
  types: DeclaredTypes,
  shared: SharedCode,
  input: EmitInput,
): string[] {
  const { inputSchema, outputSchema } = definition;
  const schemas = outputSchema ? [inputSchema, outputSchema] : [inputSchema];
  const isWhole = outputSchema && shared.published.whole(outputSchema) !== undefined;
  const hasSchemas = isWhole || schemas.some((schema) => shared.published.of(schema).size > 0);
  return [
    ...(hasSchemas ? [importLine('* as schemas', moduleOf('../shared/schemas', input))] : []),
    ...(types.imports.length > 0 ? [importTypesLine(types.imports, moduleOf('../shared/types', input))] : []),
  ];
}

function importOwn(
  { model, names, checks }: EmittedTool,
  input: EmitInput,
): { readonly before: string[]; readonly after: string[] } {
  const helpers = [
    'type GeneratedTool',
    ...(hasHooks(model) ? ['hooksOf'] : []),
    ...(sectionsInCode(model).length > 0 ? ['schemaOf'] : []),
    'type ToolHandler',
    'toolHandler',
  ];
  const compiled = checks.map(({ name }) => name).sort();
  const code = needsCode(model) && input.code ? [importMap(fromBelow(input.code))] : [];
  return {
    before: [importLine(helpers, 'mcp-rest-proxy/generated'), ...code],
    after: compiled.length > 0 ? [importLine(compiled, moduleOf(`../validators/${names.file}`, input))] : [],
  };
}

function typesOf({ names, definition }: EmittedTool, { published }: SharedCode): DeclaredTypes {
  const { inputSchema, outputSchema } = definition;
  return declareTypes({
    input: { schema: inputSchema, name: names.argumentsType, shared: published.of(inputSchema) },
    output: outputSchema && {
      schema: outputSchema,
      name: names.resultType,
      shared: published.of(outputSchema),
      whole: published.whole(outputSchema),
    },
    prefix: names.argumentsType.replace(/Args$/, ''),
    taken: new Set([
      names.argumentsType,
      names.resultType,
      ...published.definitions.map(({ identifier }) => identifier),
    ]),
  });
}

function printTypes({ model, names }: EmittedTool, { declarations }: DeclaredTypes): string[] {
  const about: Readonly<Record<string, string>> = {
    [names.argumentsType]: `Arguments of \`${model.name}\`.`,
    [names.resultType]: `Structured result of \`${model.name}\`.`,
  };
  return declarations.map((declaration) => {
    const own = about[declaration.name];
    return printDeclaration(own === undefined ? declaration : { ...declaration, about: [own] });
  });
}

function summary({ title, description }: EmittedTool['definition']): string {
  return title ?? description.trim().split(/\n\s*\n|\r\n\s*\r\n/, 1)[0] ?? '';
}

function tool(emitted: EmittedTool, shared: SharedCode): string {
  const { model, names, definition } = emitted;
  const place = `\`${model.endpoint.method} ${model.endpoint.path}\``;
  const start = `export const ${names.constant}: GeneratedTool = `;
  const comment = docComment([`${place}: ${commentLine(summary(definition))}`]);
  return [...comment, `${start}${literal(toolData(emitted, shared), { column: start.length })};`].join('\n');
}

function handler({ names, definition }: EmittedTool): string {
  const types = definition.outputSchema
    ? `${names.argumentsType}, ${names.resultType}`
    : `${names.argumentsType}, unknown`;
  const start = `export const ${names.handler}: ToolHandler<${types}> =`;
  const call = `toolHandler(${quote(names.tool)});`;
  const isLong = start.length + 1 + call.length > 120;
  return [...docComment([definition.description]), isLong ? `${start}\n  ${call}` : `${start} ${call}`].join('\n');
}

/** `tools/<name>.ts`: what a person reads. */
export function toolFile(emitted: EmittedTool, shared: SharedCode, input: EmitInput): string {
  const types = typesOf(emitted, shared);
  const { before, after } = importOwn(emitted, input);
  const head = [`// ${headerText(input)}`, ...before, ...importShared(emitted, types, shared, input), ...after].join(
    '\n',
  );
  return `${[head, ...printTypes(emitted, types), tool(emitted, shared), handler(emitted)].join('\n\n')}\n`;
}
