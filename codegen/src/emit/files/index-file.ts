import { CodeBlockWriter } from 'ts-morph';
import { literal } from '../../print/literal.js';
import { quote } from '../../print/quote.js';
import { Code } from '../../print/scalar.js';
import type { EmitInput } from '../emit-input.js';
import type { EmittedTool } from '../emitted-tool.js';
import { headerText, moduleOf } from '../header.js';
import type { SharedCode } from '../shared/shared-code.js';
import { exportLine, importLine } from './import-line.js';

function exports({ names, definition }: EmittedTool, input: EmitInput): string {
  const types = [names.argumentsType, ...(definition.outputSchema ? [names.resultType] : [])];
  const all = [...types.map((name) => `type ${name}`), names.handler, names.constant];
  return exportLine(all, moduleOf(`./tools/${names.file}`, input));
}

function writeList(writer: CodeBlockWriter, tools: readonly EmittedTool[]): void {
  const start = 'export const tools: readonly GeneratedTool[] = ';
  const list = literal(
    tools.map(({ names }) => new Code(names.constant)),
    { column: start.length },
  );
  writer.writeLine('/** Every tool, by name. */').writeLine(`${start}${list};`);
}

function writeCreate(writer: CodeBlockWriter, outputMismatch: 'error' | 'warn'): void {
  writer
    .writeLine(
      '/** What the tools are run with. How answers are held to their schemas was settled when they were generated. */',
    )
    .writeLine("export type ToolsOptions = Omit<GeneratedToolsOptions, 'outputMismatch'>;")
    .blankLine()
    .writeLine('/** The tools as one set, for `createProxy` or `attachTools`, or to be called. Close it when done. */')
    .write('export function createTools(options: ToolsOptions): ToolSet ')
    .inlineBlock(() => {
      writer.writeLine(`return generatedTools(tools, { ...options, outputMismatch: '${outputMismatch}' });`);
    })
    .newLine();
}

function writeAttach(writer: CodeBlockWriter): void {
  writer
    .writeLine(
      '/** Adds the tools to a server you already have, before it is connected. Close the set that it returns when done. */',
    )
    .write('export function attachTo(server: AttachableServer, options: ToolsOptions & AttachOptions): ToolSet ')
    .inlineBlock(() => {
      writer
        .writeLine('const set = createTools(options);')
        .writeLine('attachTools(server, set, options);')
        .writeLine('return set;');
    })
    .newLine();
}

/** `index.ts`: the list, the ways to use it, and everything by name. */
export function indexFile(tools: readonly EmittedTool[], shared: SharedCode, input: EmitInput): string {
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2, newLine: '\n' });
  writer
    .writeLine(`// ${headerText(input)}`)
    .writeLine("import { type AttachableServer, type AttachOptions, attachTools, type ToolSet } from 'mcp-rest-proxy';")
    .writeLine(
      "import { type GeneratedTool, type GeneratedToolsOptions, generatedTools } from 'mcp-rest-proxy/generated';",
    );
  for (const { names } of tools)
    writer.writeLine(importLine([names.constant], moduleOf(`./tools/${names.file}`, input)));
  writer.blankLine();
  if (shared.published.definitions.length > 0)
    writer.writeLine(`export type * from ${quote(moduleOf('./shared/types', input))};`);
  for (const tool of tools) writer.writeLine(exports(tool, input));
  if (tools.length > 0) writer.blankLine();
  writeList(writer, tools);
  writer.blankLine();
  writeCreate(writer, input.outputMismatch ?? 'error');
  writer.blankLine();
  writeAttach(writer);
  return writer.toString();
}
