import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import ts from 'typescript';

const root = fileURLToPath(new URL('../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');

/** The code blocks of a language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code]) =>
    String(code),
  );
}

/** What the compiler, as strict as here, has to say about a file beside the README. */
function diagnose(code: string): string[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const path = `${root}readme-example.ts`;
  const host = ts.createCompilerHost({ ...options, noEmit: true });
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.getSourceFile = (name, language) =>
    name === path ? ts.createSourceFile(name, code, language, true) : getSourceFile(name, language);
  const program = ts.createProgram([path], { ...options, noEmit: true }, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

test('the library in twenty lines is no longer than that, and compiles', (t) => {
  const [code = '', ...others] = blocks('ts');
  t.deepEqual(others, []);
  t.true(code.split('\n').filter((line) => line.trim() !== '').length <= 20);
  t.deepEqual(diagnose(code), []);
});

test('a misnamed path parameter in it would not compile', (t) => {
  const [code = ''] = blocks('ts');
  t.regex(diagnose(code.replace('/orders/{orderId}', '/orders/{id}')).join('\n'), /id/);
});

test('what is to be pasted is JSON', (t) => {
  const names = blocks('json').map((text) => Object.keys((JSON.parse(text) as { mcpServers: object }).mcpServers));
  t.deepEqual(names, [['falkordb'], ['falkordb']]);
});

test('every link into the repository leads somewhere', (t) => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => String(path));
  t.true(links.length > 3);
  for (const path of links) t.true(ts.sys.fileExists(root + path) || ts.sys.directoryExists(root + path), path);
});

test('every command of npm in it is a script', (t) => {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> };
  const used = [...readme.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/g)].map(([, name]) => String(name));
  t.true(used.length > 3);
  for (const name of used) t.true(name in scripts, name);
});
