import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import fc from 'fast-check';
import ts from 'typescript';
import { emitMap } from '../../../codegen/src/import/emit-map.js';
import type { ImportedMap, ImportedScheme } from '../../../codegen/src/openapi/imported-map.js';
import { anyImportedMap } from './any-imported-map.js';
import { OPTIONS, ORDERS } from './orders-document.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

function strictOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.test.json`, (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  return { ...options, noPropertyAccessFromIndexSignature: true };
}

/** The mistakes that the compiler finds in these texts, as files of this project. */
function mistakesIn(texts: readonly string[]): readonly string[] {
  const files = new Map(texts.map((text, index) => [`${ROOT}test/golden/import/strict-${index}.ts`, text]));
  const options = strictOptions();
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  });
}

/**
 * As an importer would give it: constants are of a fixed shape, and no tool is called like a member of
 * `Object.prototype`, which TypeScript takes for the type of such a key.
 */
function plausible(imported: ImportedMap): ImportedMap {
  const endpoints = imported.endpoints.map(({ endpoint: { constants: _, ...endpoint }, name, ...one }) => ({
    ...one,
    name: name === 'constructor' ? 'constructor_' : name,
    endpoint,
  }));
  return { ...imported, endpoints };
}

test('maps compile under the strictest options, whatever is in their texts', (t) => {
  const samples = fc.sample(anyImportedMap, { numRuns: 25, seed: 3 }).map(plausible);
  t.deepEqual(mistakesIn([ORDERS, ...samples].map((imported) => emitMap(imported, OPTIONS).text)), []);
});

test('every kind of credential compiles', (t) => {
  const schemes: readonly ImportedScheme[] = [
    { name: 'basic', kind: 'basic' },
    { name: 'cookie', kind: 'apiKey', in: 'cookie', parameter: 'sid' },
    { name: 'query', kind: 'apiKey', in: 'query', parameter: 'key' },
    { name: 'bearer', kind: 'bearer' },
  ];
  const texts = schemes.map(({ name }) => {
    const endpoints = ORDERS.endpoints.map((one) => ({ ...one, security: [[name]] }));
    return emitMap({ ...ORDERS, schemes, endpoints }, OPTIONS).text;
  });
  t.deepEqual(mistakesIn(texts), []);
  t.true(texts[0]?.includes('function basic('));
});

test('the check finds what is wrong', (t) => {
  const { text } = emitMap(ORDERS, OPTIONS);
  t.is(mistakesIn([text.replace("method: 'GET'", "method: 'FETCH'")]).length, 1);
});
