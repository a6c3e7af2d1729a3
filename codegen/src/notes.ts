/** A mistake stops the work; a warning tells what could not be expressed, or what a person should look at. */
export type Severity = 'error' | 'warning';

/** One thing to tell: what it is, where, and how to mend it. */
export interface Note {
  /** Stable, in kebab-case; cause and fix of each are in `docs/generate-tools.md`. */
  readonly code: string;
  readonly severity: Severity;
  /** `file:line:column`, `file#/json/pointer`, or a place in the map such as `endpoints.get_order.params`. */
  readonly place: string;
  readonly message: string;
  /** What to do about it, as one sentence. */
  readonly fix?: string;
}

function describe({ place, message, fix }: Note): string {
  return `  - ${place}: ${message}${fix === undefined ? '' : ` ${fix}`}`;
}

/** Something stopped the work; carries every mistake at once. */
export class GenerateError extends Error {
  override readonly name = 'GenerateError';
  readonly notes: readonly Note[];

  constructor(summary: string, notes: readonly Note[], options?: ErrorOptions) {
    super([`${summary}:`, ...notes.map(describe)].join('\n'), options);
    this.notes = notes;
  }
}
