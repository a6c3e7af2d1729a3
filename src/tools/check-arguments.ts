import type { Principal } from '../auth/principal.js';
import type { Mismatch } from '../endpoints/json-schema/validator.js';
import { suggestName } from '../endpoints/nearest-name.js';
import { isPlainObject } from '../endpoints/schema.js';
import type { SectionName } from '../endpoints/sections.js';
import { checkArgumentLimits } from './argument-limits.js';
import { bindArguments } from './bind-arguments.js';
import type { Validated } from './section-validator.js';
import type { PlannedArgument, PlannedSection, ToolPlan } from './tool-plan.js';

/** Validated values by section; a section without schema is absent. */
export type SectionValues = ReadonlyMap<SectionName, unknown>;

/** Checked arguments, or why they are refused. */
export type CheckedArguments =
  | { readonly values: SectionValues; readonly arguments: Readonly<Record<string, unknown>> }
  | { readonly mismatches: readonly Mismatch[] }
  | { readonly missingIdentity: readonly string[] };

/** Checks the arguments of one tool. Compiled once. */
export type ArgumentChecker = (args: unknown, principal: Principal) => Promise<CheckedArguments>;

function refuse(message: string): CheckedArguments {
  return { mismatches: [{ path: [], message }] };
}

function unknownNames(args: Readonly<Record<string, unknown>>, known: readonly string[]): Mismatch[] {
  return Object.keys(args)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: [name], message: `is not an argument of this tool. ${suggestName(name, known)}` }));
}

/** The value a section's schema is given: what was sent and what is bound, without inherited members. */
function sectionInput(section: PlannedSection, names: readonly string[], given: ReadonlyMap<string, unknown>): unknown {
  if (section.whole) return given.get('body');
  const present = names.filter((name) => given.has(name));
  if (present.length === 0 && section.optional) return undefined;
  const input: Record<string, unknown> = Object.create(null);
  for (const name of present) input[name] = given.get(name);
  return input;
}

interface CompiledSection {
  readonly section: PlannedSection;
  readonly names: readonly string[];
  readonly validate: (value: unknown) => Validated | Promise<Validated>;
}

function compile(section: PlannedSection, list: readonly PlannedArgument[]): CompiledSection {
  const names = list.filter((argument) => argument.section === section.name).map(({ name }) => name);
  const { validate } = section;
  if (!section.whole || section.optional) return { section, names, validate };
  const missing: Validated = { mismatches: [{ path: ['body'], message: 'is missing' }] };
  return { section, names, validate: (value) => (value === undefined ? missing : validate(value)) };
}

async function validateSections(
  sections: readonly CompiledSection[],
  given: ReadonlyMap<string, unknown>,
): Promise<{ values: Map<SectionName, unknown>; mismatches: Mismatch[] }> {
  const values = new Map<SectionName, unknown>();
  const mismatches: Mismatch[] = [];
  for (const { section, names, validate } of sections) {
    const result = await validate(sectionInput(section, names, given));
    if ('mismatches' in result) mismatches.push(...result.mismatches);
    else values.set(section.name, result.value);
  }
  return { values, mismatches };
}

function mergeArguments(sections: readonly PlannedSection[], values: SectionValues): Readonly<Record<string, unknown>> {
  const entries = sections.flatMap(({ name, whole }): [string, unknown][] => {
    const value = values.get(name);
    if (value === undefined) return [];
    return whole ? [['body', value]] : Object.entries(Object(value));
  });
  return Object.fromEntries(entries);
}

/** A mismatch in a bound value is no mistake of the model's. */
function blameIdentity(mismatches: readonly Mismatch[], list: readonly PlannedArgument[]): string[] {
  return mismatches.flatMap(({ path: [first] }) => {
    const binding = list.find(({ name }) => name === first)?.binding;
    return binding === undefined ? [] : [binding];
  });
}

/** Compiles the check of a tool's arguments: limits, unknown names, bound values, then every section's schema. */
export function compileArguments({ sections, arguments: list }: ToolPlan): ArgumentChecker {
  const compiled = sections.map((section) => compile(section, list));
  const visible = list.filter(({ binding }) => binding === undefined).map(({ name }) => name);
  return async (args, principal) => {
    const given = args === undefined ? {} : args;
    if (!isPlainObject(given)) return refuse('The arguments must be an object.');
    const excess = checkArgumentLimits(given);
    if (excess !== undefined) return refuse(excess);
    const bound = bindArguments(list, principal);
    if ('missing' in bound) return { missingIdentity: bound.missing };
    const unknown = unknownNames(given, visible);
    const known = Object.entries(given).filter(([name, value]) => visible.includes(name) && value !== undefined);
    const { values, mismatches } = await validateSections(compiled, new Map([...known, ...bound.values]));
    const invalidIdentity = blameIdentity(mismatches, list);
    if (invalidIdentity.length > 0) return { missingIdentity: invalidIdentity };
    const all = [...unknown, ...mismatches];
    return all.length > 0 ? { mismatches: all } : { values, arguments: mergeArguments(sections, values) };
  };
}
