import test from 'ava';
import fc from 'fast-check';
import { buildToolModels } from 'mcp-rest-proxy/codegen';
import ts from 'typescript';
import { emitTools } from '../../../codegen/src/emit/emit-tools.js';
import { commentLine, docComment } from '../../../codegen/src/emit/print/comment.js';
import { literal } from '../../../codegen/src/emit/print/literal.js';
import { quote } from '../../../codegen/src/emit/print/quote.js';
import { render } from '../../../codegen/src/emit/print/render.js';
import { anyMap, hostileText } from './any-map.js';

const anyText = fc.oneof(
  hostileText,
  fc.string({ unit: 'binary' }),
  fc.array(hostileText).map((parts) => parts.join('')),
);
const { value: anyData } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    anyText,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(anyText, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

function evaluate(expression: string): unknown {
  return new Function(`'use strict'; return (${expression});`)();
}

function parse(text: string): ts.SourceFile & { readonly parseDiagnostics?: readonly ts.Diagnostic[] } {
  return ts.createSourceFile('emitted.ts', text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.TS);
}

test('a string literal is the text, on one line, with nothing in it that is not seen', (t) => {
  fc.assert(
    fc.property(anyText, (text) => {
      const written = quote(text);
      t.is(evaluate(written), text);
      t.notRegex(written, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|\$\{/u);
    }),
    { numRuns: 2000 },
  );
});

test('a literal is the data, own members named __proto__ included', (t) => {
  fc.assert(
    fc.property(anyData, (data) => {
      const actual = evaluate(render(literal(data)));
      t.deepEqual(actual, data);
      t.is(Reflect.ownKeys(Object(actual)).join(), Reflect.ownKeys(Object(data)).join());
    }),
    { numRuns: 2000 },
  );
  const polluting: unknown = JSON.parse('{"__proto__":{"polluted":true}}');
  const actual = evaluate(render(literal(polluting)));
  t.is(Object.getPrototypeOf(actual), Object.prototype);
  t.true(Object.hasOwn(Object(actual), '__proto__'));
});

test('no text ends the comment that it stands in, or is obeyed by a tool that reads comments', (t) => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1, maxLength: 3 }), fc.nat(8), (texts, depth) => {
      const source = `${docComment(texts, depth).join('\n')}\nexport const after = 1;`;
      const { statements, parseDiagnostics = [] } = parse(source);
      t.is(statements.length, 1);
      t.deepEqual([...parseDiagnostics], []);
      t.notRegex(source, /^(\/\*\*| \*)? *(@|biome-ignore)/m);
      t.is(commentLine(texts.join('')).split(/[\r\n\u2028\u2029]/).length, 1);
    }),
    { numRuns: 2000 },
  );
});

test('comments are wrapped at 120 columns, and lists, tables and code stay as they are', (t) => {
  const words = 'word '.repeat(60).trim();
  const lines = docComment([`${words}\n\n- item one\n- item two\n\n\`\`\`\n  code   here\n\`\`\`\n| a | b |`], 1);
  t.true(lines.every((line) => line.length <= 118));
  t.deepEqual(lines.slice(-8), [
    ' * - item one',
    ' * - item two',
    ' *',
    ' * ```',
    ' *   code   here',
    ' * ```',
    ' * | a | b |',
    ' */',
  ]);
});

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
          t.regex(skeleton(text), /^(ImportDeclaration ){1,2}FirstStatement FirstStatement$/);
        } else if (path.startsWith('validators/')) {
          t.regex(skeleton(text), /^ImportDeclaration FirstStatement( FirstStatement)*$/);
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
