import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import fc from 'fast-check';
import type { EndpointMap } from 'mcp-rest-proxy';
import { buildToolModels } from 'mcp-rest-proxy/codegen';
import { emitTools } from '../../../codegen/src/emit/emit-tools.js';
import { nameTools } from '../../../codegen/src/emit/names/tool-names.js';
import { literal } from '../../../codegen/src/print/literal.js';
import { anyMap } from './any-map.js';
import { typeCheck, virtualFolder } from './compiled-in-memory.js';
import { createDice } from './dice.js';
import { goldenCases } from './golden-cases.js';
import { randomValue } from './random-values.js';

const golden = join(import.meta.dirname, '../../golden/emit').replaceAll('\\', '/');

test('generated tools compile under strict settings, and their types are those of the type tests', (t) => {
  t.timeout(300_000);
  const files = goldenCases.map(({ name }) => `${golden}/${name}/generated/index.ts`);
  const types = join(import.meta.dirname, 'golden-types.test.ts');
  const checked = (file: string): boolean => file.startsWith(golden) || file.endsWith('golden-types.test.ts');
  t.deepEqual(typeCheck([...files, types], new Map(), checked), []);
});

test('generated tools of random maps compile under strict settings', (t) => {
  t.timeout(300_000);
  const folder = virtualFolder('maps');
  const files = fc.sample(anyMap, { numRuns: 60, seed: 4 }).flatMap((endpoints, index) => {
    const emitted = emitTools({ models: buildToolModels(endpoints), source: 'random.json' });
    return [...emitted].map(([path, text]): [string, string] => [`${folder}/${index}/${path}`, text]);
  });
  const code = files.filter(([path]) => path.endsWith('.ts'));
  t.true(code.length > 200);
  t.deepEqual(typeCheck([], new Map(code)), []);
});

type JsonSchema = Readonly<Record<string, unknown>>;

/** Values that fit a schema, as constants of a type. */
function constants(type: string, schema: JsonSchema, seed: number): string[] {
  const dice = createDice(seed);
  const isValid = new Ajv2020({ strict: false, validateFormats: false, ownProperties: true }).compile(schema);
  return Array.from({ length: 8 }, () => randomValue(schema, schema, () => 0.02 + 0.98 * dice()))
    .filter((value) => isValid(value))
    .map((value, index) => `export const ${type}${index}: ${type} = ${literal(value)};`);
}

/** A file of values for every tool of a map. */
function valueFiles(endpoints: EndpointMap, seed: number): [string, string][] {
  const models = [...buildToolModels(endpoints)].sort((left, right) => (left.name < right.name ? -1 : 1));
  const names = nameTools(models.map(({ name }) => name));
  return models.flatMap(({ definition: { inputSchema, outputSchema } }, index): [string, string][] => {
    const { argumentsType = '', resultType = '', file } = names[index] ?? {};
    const result = outputSchema ? constants(resultType, outputSchema, seed) : [];
    const lines = [...constants(argumentsType, inputSchema, seed), ...result];
    const used = [argumentsType, resultType].filter((type) => lines.some((line) => line.includes(`: ${type} =`)));
    if (used.length === 0) return [];
    const head = `import type { ${used.join(', ')} } from './tools/${file}.js';`;
    return [[`values${index}.ts`, [head, ...lines].join('\n')]];
  });
}

test('what fits a schema fits its type', (t) => {
  t.timeout(300_000);
  const folder = virtualFolder('values');
  const files = fc.sample(anyMap, { numRuns: 80, seed: 9 }).flatMap((endpoints, index) => {
    const emitted = emitTools({ models: buildToolModels(endpoints), source: 'random.json' });
    const all = [...emitted, ...valueFiles(endpoints, index)].filter(([path]) => path.endsWith('.ts'));
    return all.map(([path, text]): [string, string] => [`${folder}/${index}/${path}`, text]);
  });
  t.deepEqual(typeCheck([], new Map(files)), []);
  const values = files
    .filter(([path]) => path.includes('/values'))
    .flatMap(([, text]) => text.match(/^export const/gm) ?? []);
  t.true(values.length > 300, `${values.length} values`);
});
