import { compileJsonSchema, type JsonValidator, type Mismatch } from '../endpoints/json-schema/validator.js';
import { isStandardSchema, type JsonSchema, type StandardIssue, type StandardSchema } from '../endpoints/schema.js';
import type { Section } from '../endpoints/sections.js';

/** The value of a section with defaults filled in and transforms applied, or what does not fit. */
export type Validated = { readonly value: unknown } | { readonly mismatches: readonly Mismatch[] };

/** Checks the value of one section. Only Standard Schemas with asynchronous checks take a promise. */
export type SectionValidator = (value: unknown) => Validated | Promise<Validated>;

function issuePath(issue: StandardIssue): string[] {
  return (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step));
}

/** A Standard Schema checks itself. */
export function standardSection(schema: StandardSchema): SectionValidator {
  const judge = (result: Awaited<ReturnType<StandardSchema['~standard']['validate']>>): Validated =>
    result.issues
      ? { mismatches: result.issues.map((issue) => ({ path: issuePath(issue), message: issue.message })) }
      : { value: result.value };
  return (value) => {
    const result = schema['~standard'].validate(value);
    return result instanceof Promise ? result.then(judge) : judge(result);
  };
}

/** Whether a check of this schema may fill in defaults. */
export function hasDefaults(json: JsonSchema): boolean {
  return JSON.stringify(json).includes('"default":');
}

/** A compiled JSON Schema. `fillsDefaults`: it fills in defaults in place, and so must not be given the caller's own objects. */
export function jsonSection(validate: JsonValidator, fillsDefaults: boolean): SectionValidator {
  return (value) => {
    const own = fillsDefaults ? structuredClone(value) : value;
    const mismatches = validate(own);
    return mismatches.length > 0 ? { mismatches } : { value: own };
  };
}

/** For a body that is one argument: what does not fit is told below the name of the argument. */
function placeBelowBody(validator: SectionValidator): SectionValidator {
  const prefix = (result: Validated): Validated =>
    'mismatches' in result
      ? { mismatches: result.mismatches.map(({ path, message }) => ({ path: ['body', ...path], message })) }
      : result;
  return (value) => {
    const result = validator(value);
    return result instanceof Promise ? result.then(prefix) : prefix(result);
  };
}

/** Nothing at all is fine, though a Standard Schema may still make a value of it. */
function mayBeLeftOut(validator: SectionValidator): SectionValidator {
  const forgive = (result: Validated): Validated => ('mismatches' in result ? { value: undefined } : result);
  return (value) => {
    const result = validator(value);
    if (value !== undefined) return result;
    return result instanceof Promise ? result.then(forgive) : forgive(result);
  };
}

/** The check of a section, by what is known of it. */
export function placeSection(
  validator: SectionValidator,
  { whole, optional }: Pick<Section, 'whole' | 'optional'>,
): SectionValidator {
  const placed = whole ? placeBelowBody(validator) : validator;
  return optional ? mayBeLeftOut(placed) : placed;
}

/** Compiles the check of one section: Standard Schemas check themselves, JSON Schema is compiled by ajv. */
export function compileSection(section: Section): SectionValidator {
  const { schema, json } = section;
  const validator = isStandardSchema(schema)
    ? standardSection(schema)
    : jsonSection(compileJsonSchema(json), hasDefaults(json));
  return placeSection(validator, section);
}
