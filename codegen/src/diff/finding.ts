/** What a change does to the set of values that fit. `changed`: some may be lost, and some gained. */
export type Effect = 'narrowed' | 'widened' | 'changed';

/** One difference between two schemas. */
export interface Finding {
  readonly effect: Effect;
  /** For example `maximum went from 100 to 50`. */
  readonly reason: string;
  /** Below the schema compared: `lines[].sku`. Default: the schema itself. */
  readonly at?: string;
  /** Set when a property came or went. */
  readonly property?: 'added' | 'removed';
}

/** The same finding, told from one level higher: `step` is `sku` or `[]`. */
export function lift(finding: Finding, step: string): Finding {
  const { at } = finding;
  const joined = at === undefined || at.startsWith('[') ? `${step}${at ?? ''}` : `${step}.${at}`;
  return { ...finding, at: joined };
}

/** True when a value that fitted may no longer fit. */
export function loses({ effect }: Finding): boolean {
  return effect !== 'widened';
}
