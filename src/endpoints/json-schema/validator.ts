import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { Report } from '../problems.js';
import type { JsonSchema } from '../schema.js';
import { unescapeToken } from './pointer.js';

/** What does not fit, and where: a JSON Pointer turned into names. */
export interface Mismatch {
  readonly path: readonly string[];
  readonly message: string;
}

/** Checks a value; gives every mismatch, or an empty list. */
export type JsonValidator = (value: unknown) => readonly Mismatch[];

/** One thing that does not fit, as a compiled check notes it. */
export type CheckError = Pick<ErrorObject, 'instancePath' | 'keyword' | 'params' | 'message'>;

/** A check compiled from a schema, now or ahead: true when the value fits, else its `errors` tell what does not. */
export interface CompiledCheck {
  (value: unknown): unknown;
  errors?: readonly CheckError[] | null | undefined;
}

interface AjvChoices {
  readonly useDefaults: boolean;
  readonly validateSchema: boolean;
  /** Keeps the text of what is compiled. */
  readonly source?: boolean;
}

/**
 * Loose about keywords, since maps carry annotations of other tools (OpenAPI's `example`, `x-…`); strict about values:
 * nothing is coerced (T114), inherited members count as absent (T112). `format` is an annotation, as 2020-12 has it.
 */
function createAjv({ useDefaults, validateSchema, source = false }: AjvChoices): Ajv2020 {
  return new Ajv2020({
    strict: false,
    allErrors: true,
    useDefaults,
    validateSchema,
    // Nobody asks for the meta-schemas where schemas are not checked, and adding them takes a third of the time.
    meta: validateSchema,
    ...(source && { code: { source: true, esm: true, lines: true } }),
    coerceTypes: false,
    ownProperties: true,
    validateFormats: false,
    logger: false,
  });
}

/**
 * A compiler for one schema. Keeping account of what has been evaluated is a third of the code, and only
 * `unevaluatedProperties` and `unevaluatedItems` ask for it.
 */
export function createCompiler(schema: JsonSchema, choices: Omit<AjvChoices, 'validateSchema'>): Ajv2020 {
  const ajv = createAjv({ ...choices, validateSchema: false });
  ajv.opts.unevaluated = asksWhatWasEvaluated(schema);
  return ajv;
}

/** Whether a schema asks what its other parts have looked at: those parts cannot be compiled apart from it. */
export function asksWhatWasEvaluated(schema: JsonSchema): boolean {
  return JSON.stringify(schema).includes('"unevaluated');
}

let shared: Ajv2020 | undefined;

function metaValidator(): Ajv2020 {
  shared ??= createAjv({ useDefaults: false, validateSchema: true });
  return shared;
}

/** True for the keywords of JSON Schema 2020-12, annotations included. */
export function isKeyword(name: string): boolean {
  return Object.hasOwn(metaValidator().RULES.keywords, name);
}

function pointerPath(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapeToken);
}

type Describe = (params: ErrorObject['params']) => { readonly name?: string; readonly message: string };

/**
 * Mismatches that the keyword and its parameters tell better than the compiler's message. Generated code leaves out the
 * messages of these: a keyword may be added, but one that is taken away is told without words by code of before.
 */
const BY_KEYWORD: Readonly<Record<string, Describe>> = {
  required: ({ missingProperty }) => ({ name: String(missingProperty), message: 'is missing' }),
  additionalProperties: ({ additionalProperty }) => ({ name: String(additionalProperty), message: 'is not known' }),
  unevaluatedProperties: ({ unevaluatedProperty }) => ({ name: String(unevaluatedProperty), message: 'is not known' }),
  enum: ({ allowedValues }) => ({ message: `must be one of ${JSON.stringify(allowedValues).slice(1, -1)}` }),
  const: ({ allowedValue }) => ({ message: `must be ${JSON.stringify(allowedValue)}` }),
};

/** Whether a mismatch of this keyword is told without the compiler's message. */
export function isToldByKeyword(keyword: string): boolean {
  return Object.hasOwn(BY_KEYWORD, keyword);
}

function describe({ keyword, params, message = 'does not fit', instancePath }: CheckError): Mismatch {
  const path = pointerPath(instancePath);
  const told = isToldByKeyword(keyword) ? BY_KEYWORD[keyword]?.(params) : undefined;
  if (!told) return { path, message };
  return { path: told.name === undefined ? path : [...path, told.name], message: told.message };
}

const UNTOLD: readonly Mismatch[] = [{ path: [], message: 'does not fit' }];

/** A check, with its mismatches in words. What is not said to fit does not fit. */
export function createValidator(check: CompiledCheck): JsonValidator {
  return (value) => {
    if (check(value) === true) return [];
    const { errors } = check;
    return errors && errors.length > 0 ? errors.map(describe) : UNTOLD;
  };
}

/**
 * Compiles a JSON Schema 2020-12 that `checkJsonSchema` has found sound, once. `useDefaults` (default true) fills in
 * defaults.
 */
export function compileJsonSchema(schema: JsonSchema, options: { readonly useDefaults?: boolean } = {}): JsonValidator {
  return createValidator(createCompiler(schema, { useDefaults: options.useDefaults ?? true }).compile(schema));
}

/** Reports what makes a schema no valid JSON Schema 2020-12. */
export function checkJsonSchema(schema: JsonSchema, place: string, report: Report): void {
  const ajv = metaValidator();
  if (ajv.validateSchema(schema) === true) return;
  const errors = (ajv.errors ?? []).filter(({ keyword }) => keyword !== 'if' && keyword !== 'anyOf');
  const lines = new Map<string, Mismatch>();
  for (const error of errors) if (!lines.has(error.instancePath)) lines.set(error.instancePath, describe(error));
  for (const [pointer, { message }] of [...lines].slice(0, 5)) {
    report(`${place}${pointer.replaceAll('/', '.')}`, `is not valid JSON Schema: ${message}.`);
  }
}
