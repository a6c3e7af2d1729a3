import type { JsonSchema } from 'mcp-rest-proxy';
import type { Change, ChangeKind } from './change.js';
import { compareSchemas } from './compare-schemas.js';
import type { Finding } from './finding.js';
import { jsonEqual } from './json-equal.js';

function kindOf({ effect, property }: Finding): ChangeKind {
  if (property) return property === 'added' ? 'result-added' : 'result-removed';
  return ({ narrowed: 'result-narrowed', widened: 'result-widened', changed: 'result-changed' } as const)[effect];
}

/** Whoever reads a result can do with less variety, and with more properties; not with what was never promised. */
function breaksReaders({ effect, property }: Finding): boolean {
  return property ? property === 'removed' : effect !== 'narrowed';
}

const PLAIN = /^became (required|optional)$/;

function wordingOf(finding: Finding): string {
  if (finding.property) return finding.property === 'added' ? 'was added' : 'was removed';
  if (!PLAIN.test(finding.reason)) return `${finding.effect}: ${finding.reason}`;
  return finding.reason === 'became required' ? 'is always there now' : 'may be missing now';
}

function describe(tool: string, finding: Finding): Change {
  const base = { kind: kindOf(finding), tool, breaking: breaksReaders(finding) };
  if (finding.at === undefined) return { ...base, message: `result ${wordingOf(finding)}.` };
  return { ...base, subject: finding.at, message: `result "${finding.at}" ${wordingOf(finding)}.` };
}

/** What changed in the structured results of a tool, for those who read them. */
export function compareOutput(tool: string, before: JsonSchema | undefined, after: JsonSchema | undefined): Change[] {
  if (!before && !after) return [];
  if (!before) return [{ kind: 'result-added', tool, breaking: false, message: 'has structured results now.' }];
  if (!after) return [{ kind: 'result-removed', tool, breaking: true, message: 'has no structured results any more.' }];
  const changes = compareSchemas(before, after).map((finding) => describe(tool, finding));
  if (changes.length > 0 || jsonEqual(before, after)) return changes;
  return [{ kind: 'result-described', tool, breaking: false, message: 'results are described in other words.' }];
}
