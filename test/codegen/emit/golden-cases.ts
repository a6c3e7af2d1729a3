import type { EndpointMap } from 'mcp-rest-proxy';
import { buildToolModels } from 'mcp-rest-proxy/codegen';
import { emitTools } from '../../../codegen/src/emit/emit-tools.js';
import * as code from '../../golden/emit/code/endpoints.js';
import * as hostile from '../../golden/emit/hostile/endpoints.js';
import * as language from '../../golden/emit/language/endpoints.js';
import * as orders from '../../golden/emit/orders/endpoints.js';

/** A map whose generated tools are checked in, in `test/golden/emit/<name>/generated`. */
export interface GoldenCase {
  readonly name: string;
  readonly endpoints: EndpointMap;
  readonly exportName: string;
  readonly outputMismatch: 'error' | 'warn';
}

export const goldenCases: readonly GoldenCase[] = [
  { name: 'orders', endpoints: orders.endpoints, exportName: 'endpoints', outputMismatch: 'error' },
  { name: 'code', endpoints: code.notes, exportName: 'notes', outputMismatch: 'error' },
  { name: 'language', endpoints: language.default, exportName: 'default', outputMismatch: language.outputMismatch },
  { name: 'hostile', endpoints: hostile.endpoints, exportName: 'endpoints', outputMismatch: 'error' },
];

/** The files of a case, as they should be now. */
export function emitCase({ endpoints, exportName, outputMismatch }: GoldenCase): ReadonlyMap<string, string> {
  return emitTools({
    models: buildToolModels(endpoints, { outputMismatch }),
    source: 'endpoints.ts',
    code: { specifier: '../endpoints.js', exportName },
    outputMismatch,
  });
}
