import { isPlainObject, suggestName } from 'mcp-rest-proxy/codegen';
import type { Note } from '../notes.js';
import type { MapTarget, OpenApiOptions, ToolsTarget } from './config.js';

/** What is wrong with a value, as the end of a sentence that starts with its name; `undefined` when it is fine. */
export type Check = (value: unknown) => string | undefined;

const isText: Check = (value) => (typeof value === 'string' && value.trim() !== '' ? undefined : 'must be text.');
const isFlag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false.');
const isSize: Check = (value) =>
  Number.isInteger(value) && Number(value) > 0 ? undefined : 'must be a whole number above 0.';
const isTexts: Check = (value) =>
  Array.isArray(value) && value.every((item) => isText(item) === undefined) ? undefined : 'must be a list of texts.';

function oneOf(...values: readonly string[]): Check {
  const listed = values.map((value) => JSON.stringify(value)).join(', ');
  return (value) =>
    values.includes(String(value)) && typeof value === 'string' ? undefined : `must be one of ${listed}.`;
}

/** All presets, in the order help lists them. */
export const PRESETS = ['all', 'read-only', 'no-deletes', 'no-deprecated'] as const;

function isPreset(value: unknown): string | undefined {
  const check = oneOf(...PRESETS);
  return (Array.isArray(value) ? value : [value]).map(check).find((problem) => problem !== undefined);
}

const FILTER = ['tags', 'paths', 'methods', 'operations'];

function isFilter(value: unknown): string | undefined {
  if (!isPlainObject(value)) return `must be an object with ${FILTER.join(', ')}.`;
  const unknown = Object.keys(value).find((key) => !FILTER.includes(key));
  if (unknown !== undefined) return `has the unknown key "${unknown}". ${suggestName(unknown, FILTER)}`;
  const wrong = Object.entries(value).find(([, list]) => isTexts(list) !== undefined);
  return wrong && `${wrong[0]}: must be a list of texts.`;
}

/** Every option, so that none can be forgotten when one is added to the types. */
const OPENAPI: Readonly<Record<keyof OpenApiOptions, Check>> = {
  include: isFilter,
  exclude: isFilter,
  preset: isPreset,
  naming: oneOf('operationId', 'path'),
  strict: isFlag,
  scopes: isFlag,
  responses: isFlag,
  maxDescription: isSize,
  maxSchemaSize: isSize,
  allowOutsideFiles: isFlag,
};

const TOOLS: Readonly<Record<keyof ToolsTarget, Check>> = {
  ...OPENAPI,
  source: isText,
  out: isText,
  export: isText,
  outputMismatch: oneOf('error', 'warn'),
  importExtension: oneOf('.js', '.ts', ''),
};

const MAP: Readonly<Record<keyof MapTarget, Check>> = { ...OPENAPI, from: isText, out: isText };

function invalid(place: string, message: string, fix?: string): Note {
  const note: Note = { code: 'config-invalid', severity: 'error', place, message };
  return fix === undefined ? note : { ...note, fix };
}

/** Every mistake in one target. */
export function checkTarget(target: unknown, place: string): Note[] {
  if (!isPlainObject(target)) return [invalid(place, 'must be an object with source and out, or from and out.')];
  const isMap = 'from' in target;
  if (isMap && 'source' in target) return [invalid(place, 'has both source and from.', 'Make two targets of it.')];
  const fields = isMap ? MAP : TOOLS;
  const checks = new Map<string, Check>(Object.entries(fields));
  const missing = [isMap ? 'from' : 'source', 'out'].filter((key) => target[key] === undefined);
  return [
    ...missing.map((key) => invalid(place, `has no ${key}.`)),
    ...Object.entries(target).flatMap(([key, value]) => {
      if (value === undefined) return [];
      const check = checks.get(key);
      if (!check) return [invalid(`${place}.${key}`, 'is not a known option.', suggestName(key, [...checks.keys()]))];
      const problem = check(value);
      return problem === undefined ? [] : [invalid(`${place}.${key}`, problem)];
    }),
  ];
}
