import { isReservedType, isReservedValue } from './reserved.js';
import { camelCase } from './words.js';

/** What one tool is called in the emitted code. */
export interface ToolNames {
  /** As in the map. */
  readonly tool: string;
  /** File name without ending, in `tools/` and `validators/`. */
  readonly file: string;
  readonly handler: string;
  readonly constant: string;
  readonly argumentsType: string;
  readonly resultType: string;
}

const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d|clock\$)$/i;

function capitalise(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function baseName(tool: string): string {
  const camel = camelCase(tool);
  return camel === '' || /^[0-9]/.test(camel) || isReservedValue(camel) ? `call${capitalise(camel)}` : camel;
}

function identifiers(base: string): Omit<ToolNames, 'tool' | 'file'> {
  const pascal = capitalise(base);
  return { handler: base, constant: `${base}Tool`, argumentsType: `${pascal}Args`, resultType: `${pascal}Result` };
}

function isFree(names: Omit<ToolNames, 'tool' | 'file'>, taken: ReadonlySet<string>): boolean {
  const values = [names.handler, names.constant];
  const types = [names.argumentsType, names.resultType];
  return (
    ![...values, ...types].some((name) => taken.has(name)) &&
    !values.some(isReservedValue) &&
    !types.some(isReservedType)
  );
}

function freeIdentifiers(tool: string, taken: Set<string>): Omit<ToolNames, 'tool' | 'file'> {
  const base = baseName(tool);
  let names = identifiers(base);
  for (let count = 2; !isFree(names, taken); count += 1) names = identifiers(`${base}${count}`);
  for (const name of Object.values(names)) taken.add(name);
  return names;
}

/** Files that are no tool's: the compiled checks in common, and what bundlers take for a folder's own. */
const TAKEN_FILES = ['index', 'shared'];

/** A name that every file system takes, and none takes for another's. */
function freeFile(tool: string, taken: Set<string>): string {
  const safe = tool.replaceAll(/[^A-Za-z0-9_-]/g, '_');
  const isTaken = TAKEN_FILES.includes(safe.toLowerCase());
  const base = WINDOWS_DEVICE.test(safe) || isTaken || safe === '' ? `${safe}-tool` : safe;
  let file = base;
  for (let count = 2; taken.has(file.toLowerCase()); count += 1) file = `${base}-${count}`;
  taken.add(file.toLowerCase());
  return file;
}

/** Names for tools in the order given; those that stand first have their way. */
export function nameTools(tools: readonly string[]): readonly ToolNames[] {
  const identifiersTaken = new Set<string>();
  const filesTaken = new Set<string>();
  return tools.map((tool) => ({
    tool,
    file: freeFile(tool, filesTaken),
    ...freeIdentifiers(tool, identifiersTaken),
  }));
}
