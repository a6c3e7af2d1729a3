import type { JsonSchema, ToolDefinition } from 'mcp-rest-proxy';
import type { ToolModel } from 'mcp-rest-proxy/codegen';
import { canonicalSchema } from '../emit/canonical-schema.js';
import { digest } from './digest.js';
import { restoreDefinitions, shareDefinitions } from './manifest-definitions.js';
import { isSafePath } from './safe-path.js';

/** Name of the manifest below the output folder. */
export const MANIFEST = 'tools.json';

/** One tool as the manifest keeps it: all that a client, or a person who reviews a change, wants to know. */
export interface ToolRecord {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly string[];
  readonly annotations: ToolDefinition['annotations'];
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
}

/** What was generated: `tools.json`. */
export interface Manifest {
  /** Version of this form. */
  readonly generator: 1;
  /** SHA-256 of every other file, by path below the output folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Sorted by name. */
  readonly tools: readonly ToolRecord[];
}

/** Order of code units: the same on every machine, whatever its language. */
export function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function recordOf({ definition, endpoint }: ToolModel): ToolRecord {
  const { name, title, description, inputSchema, outputSchema, annotations, scopes } = definition;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    description,
    method: endpoint.method,
    path: endpoint.path,
    scopes,
    annotations,
    inputSchema: canonicalSchema(inputSchema),
    ...(outputSchema === undefined ? {} : { outputSchema: canonicalSchema(outputSchema) }),
  };
}

/** The tools of a map as records, sorted by name. */
export function recordTools(models: readonly ToolModel[]): readonly ToolRecord[] {
  return models.map(recordOf).sort((left, right) => byCodeUnit(left.name, right.name));
}

/** The manifest of files and tools. */
export function makeManifest(files: ReadonlyMap<string, string>, tools: readonly ToolRecord[]): Manifest {
  const paths = [...files.keys()].filter((path) => path !== MANIFEST).sort(byCodeUnit);
  return { generator: 1, files: Object.fromEntries(paths.map((path) => [path, digest(files.get(path) ?? '')])), tools };
}

/** The text of `tools.json`. Definitions that several schemas have stand in it once. */
export function manifestText({ tools, ...manifest }: Manifest): string {
  return `${JSON.stringify({ ...manifest, ...shareDefinitions(tools) }, null, 2)}\n`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecord(value: unknown): value is ToolRecord {
  return (
    isObject(value) &&
    [value.name, value.description, value.method, value.path].every((text) => typeof text === 'string') &&
    isObject(value.inputSchema) &&
    (value.outputSchema === undefined || isObject(value.outputSchema)) &&
    isObject(value.annotations) &&
    Array.isArray(value.scopes)
  );
}

/** Reads `tools.json`; `undefined` when it is not one of ours. What it says about paths is not trusted. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const data: unknown = JSON.parse(text);
    if (!isObject(data) || data.generator !== 1 || !isObject(data.files) || !Array.isArray(data.tools))
      return undefined;
    const files = Object.entries(data.files);
    const sound = files.every(([path, hash]) => isSafePath(path) && typeof hash === 'string');
    if (!sound || !data.tools.every(isRecord)) return undefined;
    const tools = restoreDefinitions(data.tools, isObject(data.definitions) ? data.definitions : {});
    if (tools === undefined) return undefined;
    return { generator: 1, files: Object.fromEntries(files.map(([path, hash]) => [path, String(hash)])), tools };
  } catch {
    return undefined;
  }
}
