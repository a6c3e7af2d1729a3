import { dirname, join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../../..');

/** The strictest settings that users are likely to have. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  forceConsistentCasingInFileNames: true,
};

function describe({ file, start, messageText }: ts.Diagnostic): string {
  const place =
    file && start !== undefined ? `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}` : '';
  return `${place} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}

/**
 * Type-checks files under strict settings; those in `virtual` need not exist. Gives what is wrong in files that
 * `isChecked` takes.
 */
export function typeCheck(
  files: readonly string[],
  virtual: ReadonlyMap<string, string> = new Map(),
  isChecked: (file: string) => boolean = () => true,
): string[] {
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, directoryExists } = host;
  const folders = new Set([...virtual.keys()].map((path) => dirname(path)));
  host.fileExists = (path) => virtual.has(path) || fileExists(path);
  host.readFile = (path) => virtual.get(path) ?? readFile(path);
  host.directoryExists = (path) => folders.has(path) || (directoryExists?.(path) ?? true);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = virtual.get(path);
    return text === undefined
      ? getSourceFile(path, languageVersion, ...rest)
      : ts.createSourceFile(path, text, languageVersion);
  };
  const program = ts.createProgram([...files, ...virtual.keys()], OPTIONS, host);
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => !file || isChecked(file.fileName))
    .map(describe);
}

/** A folder that does not exist, from which the packages of this repository are found. */
export function virtualFolder(name: string): string {
  return join(root, 'test/codegen', `virtual-${name}`).replaceAll('\\', '/');
}
