import { commentLine, docComment } from '../../print/comment.js';
import { literal } from '../../print/literal.js';
import { quote } from '../../print/quote.js';
import type { CodeModule, EmitInput } from '../emit-input.js';
import { checkName, compiledParts, type EmittedTool, hasHooks, needsCode, sectionsInCode } from '../emitted-tool.js';
import { headerText, moduleOf } from '../header.js';
import { toolData } from '../tool-data.js';
import { declareTypes } from '../types/declare-types.js';
import { printDeclaration } from '../types/print-declaration.js';
import { importLine } from './import-line.js';

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

function imports({ model, names }: EmittedTool, input: EmitInput): string[] {
  const helpers = [
    'type GeneratedTool',
    ...(hasHooks(model) ? ['hooksOf'] : []),
    ...(sectionsInCode(model).length > 0 ? ['schemaOf'] : []),
    'toolHandler',
  ];
  const checks = compiledParts(model).map(checkName).sort();
  const code = needsCode(model) && input.code ? [importMap(fromBelow(input.code))] : [];
  return [
    importLine(helpers, 'mcp-rest-proxy/generated'),
    ...code,
    ...(checks.length > 0 ? [importLine(checks, moduleOf(`../validators/${names.file}`, input))] : []),
  ];
}

function types({ model, names, definition }: EmittedTool): string[] {
  const declarations = declareTypes({
    input: definition.inputSchema,
    inputName: names.argumentsType,
    output: definition.outputSchema,
    outputName: names.resultType,
    prefix: names.argumentsType.replace(/Args$/, ''),
  });
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

function tool(emitted: EmittedTool): string {
  const { model, names, definition } = emitted;
  const place = `\`${model.endpoint.method} ${model.endpoint.path}\``;
  const start = `export const ${names.constant}: GeneratedTool = `;
  const comment = docComment([`${place}: ${commentLine(summary(definition))}`]);
  return [...comment, `${start}${literal(toolData(emitted), { column: start.length })};`].join('\n');
}

function handler({ names, definition }: EmittedTool): string {
  const types = definition.outputSchema ? `${names.argumentsType}, ${names.resultType}` : names.argumentsType;
  const call = `export const ${names.handler} = toolHandler<${types}>(${quote(names.tool)});`;
  const broken = `export const ${names.handler} = toolHandler<${types}>(\n  ${quote(names.tool)},\n);`;
  return [...docComment([definition.description]), call.length > 120 ? broken : call].join('\n');
}

/** `tools/<name>.ts`: what a person reads. */
export function toolFile(emitted: EmittedTool, input: EmitInput): string {
  const head = [`// ${headerText(input)}`, ...imports(emitted, input)].join('\n');
  return `${[head, ...types(emitted), tool(emitted), handler(emitted)].join('\n\n')}\n`;
}
