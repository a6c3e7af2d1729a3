import standalone from 'ajv/dist/standalone/index.js';
import type { JsonSchema } from '../schema.js';
import { addCalls, type ChecksElsewhere, linkChecks } from './checks-elsewhere.js';
import { compactSource } from './compact-source.js';
import { createCompiler } from './validator.js';

/** What compiled checks may need, by the module ajv would load it from. */
const RUNTIME: Readonly<Record<string, string>> = {
  'require("ajv/dist/runtime/equal").default': 'equal',
  'require("ajv/dist/runtime/ucs2length").default': 'ucs2length',
};
const HEAD = /^"use strict";\s*export const validate = (\w+);\s*export default \1;\s*/;
const REQUIRE = /^(const \w+ = )(require\([^\n]*)?;$/;
const SCHEMA = /^const (schema\d+) = .*;$/;
/** A string in JSON, with the colon behind it if it is a key. */
const STRING = /"(?:[^"\\]|\\.)*":?/g;

/** A compiled check as the text of one JavaScript expression. */
export interface ValidatorSource {
  /** A function expression's value; needs the names in `needs` in scope. */
  readonly expression: string;
  /** Exports of `mcp-rest-proxy/generated`: `equal`, `ucs2length`. */
  readonly needs: readonly string[];
  /** Functions of `elsewhere` that it calls. */
  readonly calls: readonly string[];
}

export interface ValidatorSourceOptions {
  /** Default true. */
  readonly useDefaults?: boolean;
  /** Functions, in scope, that check definitions: no code is made for these. Default: none. */
  readonly elsewhere?: ChecksElsewhere;
}

/** In a literal, `"__proto__":` would set the prototype. Whole strings are read: one may end in `\\"__proto__"`. */
function protectKeys(line: string): string {
  if (!SCHEMA.test(line)) return line;
  return line.replace(STRING, (text) => (text === '"__proto__":' ? '["__proto__"]:' : text));
}

function replaceRequire(line: string, needs: Set<string>): string {
  const [, start, call] = REQUIRE.exec(line) ?? [];
  if (start === undefined || call === undefined) return line;
  const name = RUNTIME[call];
  if (name === undefined) throw new Error(`The compiled check needs ${call}, which generated code cannot import.`);
  needs.add(name);
  return `${start}${name};`;
}

/**
 * Compiles a schema ahead: the same check as at run time, as text. Deterministic. What defaults there are stand in
 * definitions that are compiled here: a check that is `elsewhere` fills in none.
 *
 * Throws when the validator cannot take the schema.
 */
export function validatorSource(schema: JsonSchema, options: ValidatorSourceOptions = {}): ValidatorSource {
  const linked = linkChecks(schema, options.elsewhere ?? new Map());
  const ajv = createCompiler(linked.schema, { useDefaults: options.useDefaults ?? true, source: true });
  const calls = addCalls(ajv, linked.keyword);
  const code = standalone.default(ajv, ajv.compile(linked.schema));
  const name = HEAD.exec(code)?.[1];
  if (name === undefined) throw new Error('The validator compiler gave a module of an unknown form.');
  const needs = new Set<string>();
  const lines = compactSource(code.replace(HEAD, '').trimEnd()).split('\n');
  const body = lines.map((line) => protectKeys(replaceRequire(line, needs)));
  return {
    expression: `(() => {\n${body.join('\n')}\nreturn ${name};\n})()`,
    needs: [...needs].sort(),
    calls: [...calls].sort(),
  };
}
