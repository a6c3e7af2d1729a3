import test from 'ava';
import fc from 'fast-check';
import ts from 'typescript';
import { commentBlock, commentLine, commentText, docComment } from '../../../codegen/src/print/comment.js';
import { hostileText } from '../emit/any-text.js';

const anyText = fc.oneof(
  hostileText,
  fc.string({ unit: 'binary' }),
  fc.array(hostileText).map((parts) => parts.join('')),
);

function parse(text: string): ts.SourceFile & { readonly parseDiagnostics?: readonly ts.Diagnostic[] } {
  return ts.createSourceFile('emitted.ts', text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.TS);
}

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

test('a quotation is one line of so many characters, and as safe', (t) => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 2, max: 30 }), (text, most) => {
      const quoted = commentText(text, most);
      t.true([...quoted].length <= most);
      const { statements, parseDiagnostics = [] } = parse(`${commentBlock([quoted, quoted])}\nexport const after = 1;`);
      t.is(statements.length, 1);
      t.deepEqual([...parseDiagnostics], []);
    }),
    { numRuns: 2000 },
  );
  t.is(commentText('one two three', 8), 'one two…');
});
