import test from 'ava';
import fc from 'fast-check';
import { buildToolModels } from 'mcp-rest-proxy/codegen';
import ts from 'typescript';
import { emitTools } from '../../../codegen/src/emit/emit-tools.js';
import { anyMap } from './any-map.js';
import { hostileText } from './any-text.js';

const anyText = fc.oneof(
  hostileText,
  fc.string({ unit: 'binary' }),
  fc.array(hostileText).map((parts) => parts.join('')),
);

function parse(text: string): ts.SourceFile & { readonly parseDiagnostics?: readonly ts.Diagnostic[] } {
  return ts.createSourceFile('emitted.ts', text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.TS);
}

/** Kinds of the statements of a file: what text could change if it broke out. */
function skeleton(text: string): string {
  const { statements, parseDiagnostics = [] } = parse(text);
  if (parseDiagnostics.length > 0) return `broken: ${JSON.stringify(parseDiagnostics[0]?.messageText)}`;
  return statements
    .map(({ kind }) => ts.SyntaxKind[kind])
    .filter((kind) => kind !== 'InterfaceDeclaration' && kind !== 'TypeAliasDeclaration')
    .join(' ');
}

test('whatever a map says, its files hold the statements they should and no other', (t) => {
  fc.assert(
    fc.property(anyMap, hostileText, (endpoints, source) => {
      const files = emitTools({ models: buildToolModels(endpoints), source });
      const count = Object.keys(endpoints).length;
      for (const [path, text] of files) {
        t.notRegex(path, /\.\.|[^A-Za-z0-9_./-]/);
        t.true(text.endsWith('\n') && !text.includes('\r'));
        if (path.startsWith('tools/')) {
          t.regex(skeleton(text), /^(ImportDeclaration ){1,4}FirstStatement FirstStatement$/);
        } else if (path === 'shared/types.ts') {
          t.is(skeleton(text), '');
        } else if (path === 'shared/schemas.ts') {
          t.regex(skeleton(text), /^ImportDeclaration FirstStatement( FirstStatement)*$/);
        } else if (path.startsWith('validators/')) {
          t.regex(skeleton(text), /^(ImportDeclaration ){1,2}FirstStatement( FirstStatement)*$/);
          t.true(text.startsWith('// @ts-nocheck\n'));
        }
      }
      const lines = (files.get('TOOLS.md') ?? '').split('\n');
      t.is(lines.filter((line) => line.startsWith('## ')).length, count);
      t.is(
        lines.filter((line) => line.includes('<')).length,
        1 + lines.filter((line) => /`[^`]*<[^`]*`/.test(line)).length,
      );
    }),
    { numRuns: 150 },
  );
});

test('a hostile module name stays a string', (t) => {
  const endpoints = { a: { method: 'GET' as const, path: '/', description: 'A.', format: () => ({ content: [] }) } };
  fc.assert(
    fc.property(anyText, anyText, (specifier, exportName) => {
      const files = emitTools({ models: buildToolModels(endpoints), source: 'x', code: { specifier, exportName } });
      const text = files.get('tools/a.ts') ?? '';
      t.is(skeleton(text), 'ImportDeclaration ImportDeclaration FirstStatement FirstStatement');
    }),
    { numRuns: 300 },
  );
});
