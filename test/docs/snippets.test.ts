import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the examples import from files of the reader's own. */
const readersFiles: Readonly<Record<string, string>> = {
  [`${root}setup.ts`]: `
    import type { AuthStrategy, BackendOptions, EndpointMap } from 'mcp-rest-proxy';
    export declare const auth: AuthStrategy;
    export declare const backend: BackendOptions;
    export declare const endpoints: EndpointMap;
  `,
};

function codeBlocks(document: string): string[] {
  const text = readFileSync(`${root}docs/${document}`, 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => String(code));
}

/** Examples that stand alone begin with an import; the others are excerpts. */
function examples(): Readonly<Record<string, string>> {
  const documents = readdirSync(`${root}docs`).filter((name) => name.endsWith('.md'));
  const named = documents.flatMap((document) =>
    codeBlocks(document)
      .filter((code) => code.startsWith('import '))
      .map((code, index) => [`${root}${document.replace('.md', '')}-${index + 1}.ts`, code] as const),
  );
  return Object.fromEntries(named);
}

function diagnose(files: Readonly<Record<string, string>>): string[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const settings = { ...options, noEmit: true };
  const host = ts.createCompilerHost(settings);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name in files || fileExists(name);
  host.getSourceFile = (name, language) => {
    const code = files[name];
    return code === undefined ? getSourceFile(name, language) : ts.createSourceFile(name, code, language, true);
  };
  const program = ts.createProgram(Object.keys(files), settings, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName.replace(root, '')}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

test('every example in docs/ that stands alone compiles, as strictly as the library', (t) => {
  const files = examples();
  const orders = files[`${root}guide-1.ts`] ?? '';
  t.true(orders.includes('export const orders'));
  t.true(Object.keys(files).length > 8);
  t.deepEqual(diagnose({ ...readersFiles, ...files, [`${root}orders.ts`]: orders }), []);
});
