import { posix } from 'node:path';
import type { EndpointMap, ToolSet } from 'mcp-rest-proxy';
import * as library from 'mcp-rest-proxy';
import type { GeneratedTool, GeneratedToolsOptions } from 'mcp-rest-proxy/generated';
import * as runtime from 'mcp-rest-proxy/generated';
import ts from 'typescript';

/** What `index.ts` of generated tools exports, apart from the tools by name. */
export interface GeneratedModule {
  readonly tools: readonly GeneratedTool[];
  readonly createTools: (options: Omit<GeneratedToolsOptions, 'outputMismatch'>) => ToolSet;
}

type Exports = Readonly<Record<string, unknown>>;

/** Compiled checks are JavaScript but for imports and one type each, and too long to be put through a compiler. */
function machineCode(text: string): string {
  return text
    .replaceAll(/^import \{([^}]*)\} from ('[^']+');$/gm, (_line, names: string, from: string) => {
      const values = names.split(',').filter((name) => name.trim() !== '' && !name.trim().startsWith('type '));
      return `const {${values.join(',')}} = require(${from});`;
    })
    .replaceAll(/^export const ((?:check|fits)\w+): CompiledCheck = /gm, 'const $1 = exports.$1 = ');
}

function transpile(path: string, text: string): string {
  if (path.startsWith('validators/')) return machineCode(text);
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  if (diagnostics.length > 0)
    throw new Error(`${path}: ${JSON.stringify(diagnostics.map((item) => item.messageText))}`);
  return outputText;
}

function evaluate(path: string, text: string, load: (specifier: string) => Exports): Exports {
  const exports: Record<string, unknown> = {};
  const run = new Function('exports', 'require', `'use strict';\n${transpile(path, text)}`);
  run(exports, load);
  return exports;
}

/** Runs emitted files in this process, as modules of one program; `endpoints` stands for the module of the map. */
export function loadEmitted(files: ReadonlyMap<string, string>, endpoints: EndpointMap = {}): GeneratedModule {
  const loaded = new Map<string, Exports>([
    ['mcp-rest-proxy', library],
    ['mcp-rest-proxy/generated', runtime],
  ]);
  const load = (from: string, specifier: string): Exports => {
    const path = specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier;
    const known = path === '../endpoints.js' ? { endpoints } : loaded.get(path);
    if (known) return known;
    const file = path.replace(/\.js$/, '.ts');
    const text = files.get(file);
    if (text === undefined) throw new Error(`${from} imports ${specifier}, which was not emitted.`);
    const exports = evaluate(file, text, (next) => load(file, next));
    loaded.set(path, exports);
    return exports;
  };
  return load('', './index.js') as unknown as GeneratedModule;
}
