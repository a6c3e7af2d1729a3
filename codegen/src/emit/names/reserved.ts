import { SyntaxKind, ts } from 'ts-morph';

/** What tool files and the index import or declare beside the tools. */
const TAKEN = [
  'attachTo',
  'attachTools',
  'createTools',
  'endpoints',
  'generatedTools',
  'hooksOf',
  'schemaOf',
  'schemas',
  'toolHandler',
  'tools',
  'checkBody',
  'checkHeaders',
  'checkOutput',
  'checkParams',
  'checkQuery',
];

/** Global values that emitted code uses, or whose shadowing would puzzle a reader. */
const GLOBALS = [
  'arguments',
  'async',
  'await',
  'eval',
  'globalThis',
  'undefined',
  'NaN',
  'Infinity',
  'module',
  'exports',
  'require',
];

const scanner = ts.createScanner(ts.ScriptTarget.Latest, true);

function isKeyword(name: string): boolean {
  scanner.setText(name);
  const kind = scanner.scan();
  return kind >= SyntaxKind.FirstKeyword && kind <= SyntaxKind.LastKeyword;
}

/** True for what cannot be, or had better not be, the name of a constant in an emitted file. */
export function isReservedValue(name: string): boolean {
  return TAKEN.includes(name) || GLOBALS.includes(name) || isKeyword(name);
}

/** Types imported by emitted files, and global ones that a definition of a schema must not shadow. */
const TYPES = new Set([
  'AttachOptions',
  'AttachableServer',
  'CompiledCheck',
  'GeneratedTool',
  'GeneratedToolsOptions',
  'JsonSchema',
  'ToolHandler',
  'ToolSet',
  'ToolsOptions',
  'AggregateError',
  'Array',
  'ArrayBuffer',
  'Atomics',
  'BigInt',
  'Boolean',
  'Buffer',
  'DataView',
  'Date',
  'Error',
  'EvalError',
  'Function',
  'Infinity',
  'Intl',
  'Iterator',
  'JSON',
  'Map',
  'Math',
  'NaN',
  'Number',
  'Object',
  'Promise',
  'Proxy',
  'RangeError',
  'ReferenceError',
  'Reflect',
  'RegExp',
  'Set',
  'SharedArrayBuffer',
  'String',
  'Symbol',
  'SyntaxError',
  'Temporal',
  'TypeError',
  'URIError',
  'WeakMap',
  'WeakRef',
  'WeakSet',
  'Awaited',
  'Exclude',
  'Extract',
  'Iterable',
  'Omit',
  'Partial',
  'Pick',
  'PromiseLike',
  'Readonly',
  'ReadonlyArray',
  'Record',
  'Required',
]);

/** True for what must not be the name of a type in an emitted file. */
export function isReservedType(name: string): boolean {
  return TYPES.has(name);
}
