import type { JsonSchema } from 'mcp-rest-proxy';
import type { Change } from './change.js';
import { compareInput } from './compare-input.js';
import { compareOutput } from './compare-output.js';

/** What a difference is told about: a tool as its callers see it. */
export interface ComparedTool {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly string[];
  readonly annotations: object;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
}

/** What a client may rely on when it calls without asking a person; losing it breaks that. */
const REASSURING: Readonly<Record<string, boolean>> = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

function compareAnnotations(before: ComparedTool, after: ComparedTool): Change[] {
  const names = new Set([...Object.keys(before.annotations), ...Object.keys(after.annotations)]);
  return [...names].sort().flatMap((name): Change[] => {
    const [old, now]: unknown[] = [Reflect.get(before.annotations, name), Reflect.get(after.annotations, name)];
    if (old === now) return [];
    const breaking = old === REASSURING[name];
    const message = `annotation ${name} changed from ${String(old)} to ${String(now)}.`;
    return [{ kind: 'annotation-changed', tool: after.name, subject: name, breaking, message }];
  });
}

function compareScopes(before: ComparedTool, after: ComparedTool): Change[] {
  const added = after.scopes.filter((scope) => !before.scopes.includes(scope));
  const removed = before.scopes.filter((scope) => !after.scopes.includes(scope));
  const tool = after.name;
  const needs = `needs the scope${added.length > 1 ? 's' : ''} ${added.join(', ')} now.`;
  const freed = `no longer needs the scope${removed.length > 1 ? 's' : ''} ${removed.join(', ')}.`;
  return [
    ...(added.length > 0 ? [{ kind: 'scopes-changed', tool, breaking: true, message: needs } as const] : []),
    ...(removed.length > 0 ? [{ kind: 'scopes-changed', tool, breaking: false, message: freed } as const] : []),
  ];
}

function compareWords(before: ComparedTool, after: ComparedTool): Change[] {
  const tool = after.name;
  const changes: Change[] = [];
  if (before.title !== after.title) {
    changes.push({ kind: 'title-changed', tool, breaking: false, message: 'title changed.' });
  }
  if (before.description !== after.description) {
    changes.push({ kind: 'description-changed', tool, breaking: false, message: 'description changed.' });
  }
  return changes;
}

function endpointOf({ method, path }: ComparedTool): string {
  return `${method} ${path}`;
}

function compareEndpoint(before: ComparedTool, after: ComparedTool): Change[] {
  const [old, now] = [endpointOf(before), endpointOf(after)];
  if (old === now) return [];
  const message = `endpoint changed from ${old} to ${now}.`;
  return [{ kind: 'endpoint-changed', tool: after.name, breaking: false, message }];
}

function compareTool(before: ComparedTool, after: ComparedTool): Change[] {
  return [
    ...compareEndpoint(before, after),
    ...compareScopes(before, after),
    ...compareAnnotations(before, after),
    ...compareInput(after.name, before.inputSchema, after.inputSchema),
    ...compareOutput(after.name, before.outputSchema, after.outputSchema),
    ...compareWords(before, after),
  ];
}

function groupByEndpoint(tools: readonly ComparedTool[]): ReadonlyMap<string, readonly ComparedTool[]> {
  const groups = new Map<string, ComparedTool[]>();
  for (const tool of tools) groups.set(endpointOf(tool), [...(groups.get(endpointOf(tool)) ?? []), tool]);
  return groups;
}

/** Tools that are gone, with the one new tool of the same endpoint. */
function findRenamed(gone: readonly ComparedTool[], fresh: readonly ComparedTool[]): Map<ComparedTool, ComparedTool> {
  const candidates = groupByEndpoint(fresh);
  const renamed = new Map<ComparedTool, ComparedTool>();
  for (const [endpoint, [tool, ...others]] of groupByEndpoint(gone)) {
    const [successor, ...rivals] = candidates.get(endpoint) ?? [];
    if (tool && successor && others.length === 0 && rivals.length === 0) renamed.set(tool, successor);
  }
  return renamed;
}

function tellRenamed(before: ComparedTool, after: ComparedTool): Change[] {
  const message = `was renamed from ${before.name}.`;
  return [
    { kind: 'tool-renamed', tool: after.name, subject: before.name, breaking: true, message },
    ...compareTool(before, after),
  ];
}

/** Everything that changed between two generations of tools, in the language of those who call them; sorted by tool. */
export function diffTools(before: readonly ComparedTool[], after: readonly ComparedTool[]): readonly Change[] {
  const old = new Map(before.map((tool) => [tool.name, tool]));
  const now = new Map(after.map((tool) => [tool.name, tool]));
  const gone = before.filter(({ name }) => !now.has(name));
  const fresh = after.filter(({ name }) => !old.has(name));
  const renamed = findRenamed(gone, fresh);
  const successors = new Set(renamed.values());
  const changes = [
    ...gone.flatMap((tool): Change[] => {
      const successor = renamed.get(tool);
      if (successor) return tellRenamed(tool, successor);
      const message = `was removed (${endpointOf(tool)}).`;
      return [{ kind: 'tool-removed', tool: tool.name, breaking: true, message }];
    }),
    ...fresh
      .filter((tool) => !successors.has(tool))
      .map((tool): Change => {
        const message = `was added (${endpointOf(tool)}).`;
        return { kind: 'tool-added', tool: tool.name, breaking: false, message };
      }),
    ...after.flatMap((tool) => {
      const earlier = old.get(tool.name);
      return earlier ? compareTool(earlier, tool) : [];
    }),
  ];
  return changes.sort((left, right) => (left.tool < right.tool ? -1 : left.tool > right.tool ? 1 : 0));
}
