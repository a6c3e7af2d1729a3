import type { JsonSchema } from 'mcp-rest-proxy';
import type { Change, ChangeKind } from './change.js';
import { compareAdded, propertiesOf, requiredOf } from './compare-objects.js';
import { compareSchemas, compareWithin } from './compare-schemas.js';
import { createComparison } from './comparison.js';
import { type Finding, loses } from './finding.js';
import { jsonEqual } from './json-equal.js';

/** The two input schemas of a tool. */
interface Inputs {
  readonly tool: string;
  readonly before: JsonSchema;
  readonly after: JsonSchema;
}

function change(inputs: Inputs, kind: ChangeKind, subject: string, breaking: boolean, what: string): Change {
  return { kind, tool: inputs.tool, breaking, subject, message: `argument "${subject}" ${what}.` };
}

function describeAdded(inputs: Inputs, name: string): Change {
  const { before, after } = inputs;
  const schema = propertiesOf(after).get(name);
  const required = requiredOf(after).includes(name);
  const added = compareAdded(before, schema, createComparison(before, after), (old, now) =>
    compareWithin(old, now, before, after),
  );
  const what = `was added, ${required ? 'required' : 'optional'}`;
  return change(inputs, 'argument-added', name, required || loses(added), what);
}

function describeFinding(inputs: Inputs, name: string, { effect, at, reason }: Finding): Change {
  const subject = at === undefined ? name : at.startsWith('[') ? `${name}${at}` : `${name}.${at}`;
  const kinds = { narrowed: 'argument-narrowed', widened: 'argument-widened', changed: 'argument-changed' } as const;
  return change(inputs, kinds[effect], subject, effect !== 'widened', `${effect}: ${reason}`);
}

function compareRequired(inputs: Inputs, name: string): Change[] {
  const [old, now] = [inputs.before, inputs.after].map((schema) => requiredOf(schema).includes(name));
  if (old === now) return [];
  return now
    ? [change(inputs, 'argument-required', name, true, 'became required')]
    : [change(inputs, 'argument-optional', name, false, 'became optional')];
}

function defaultOf(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null || !('default' in schema)) return undefined;
  return JSON.stringify(schema.default);
}

function compareDefault(inputs: Inputs, name: string, before: unknown, after: unknown): Change[] {
  const [old, now] = [defaultOf(before), defaultOf(after)];
  if (old === now) return [];
  if (old === undefined) return [change(inputs, 'argument-default', name, false, `has the default ${now} now`)];
  if (now === undefined)
    return [change(inputs, 'argument-default', name, false, `has no default any more (was ${old})`)];
  return [change(inputs, 'argument-default', name, true, `has another default: ${old} became ${now}`)];
}

function compareArgument(inputs: Inputs, name: string): Change[] {
  const [old, now] = [propertiesOf(inputs.before), propertiesOf(inputs.after)];
  if (!old.has(name)) return [describeAdded(inputs, name)];
  if (!now.has(name)) return [change(inputs, 'argument-removed', name, true, 'was removed')];
  const [before, after] = [old.get(name), now.get(name)];
  const changes = [
    ...compareRequired(inputs, name),
    ...compareWithin(before, after, inputs.before, inputs.after).map((each) => describeFinding(inputs, name, each)),
    ...compareDefault(inputs, name, before, after),
  ];
  if (changes.length > 0 || jsonEqual(before, after)) return changes;
  return [change(inputs, 'argument-described', name, false, 'is described in other words')];
}

function withoutArguments({ properties, required, ...rest }: JsonSchema): JsonSchema {
  return rest;
}

/** What is said about all arguments together; in a published schema it hardly ever changes. */
function compareWhole(inputs: Inputs): Change[] {
  const { tool, before, after } = inputs;
  return compareSchemas(withoutArguments(before), withoutArguments(after)).map(({ effect, reason }) => ({
    kind: 'arguments-changed',
    tool,
    breaking: effect !== 'widened',
    message: `arguments ${effect}: ${reason}.`,
  }));
}

/**
 * What changed in the arguments of a tool. Without a change that is `breaking`, every call that was fine still is.
 */
export function compareInput(tool: string, before: JsonSchema, after: JsonSchema): Change[] {
  const inputs = { tool, before, after };
  const names = new Set([...propertiesOf(before).keys(), ...propertiesOf(after).keys()]);
  const unnamed = requiredOf(after).filter((name) => !names.has(name) && !requiredOf(before).includes(name));
  const changes = [
    ...[...names].sort().flatMap((name) => compareArgument(inputs, name)),
    ...unnamed.map((name) => change(inputs, 'argument-required', name, true, 'became required')),
    ...compareWhole(inputs),
  ];
  if (changes.length > 0 || jsonEqual(before, after)) return changes;
  return [{ kind: 'argument-described', tool, breaking: false, message: 'arguments are described in other words.' }];
}
