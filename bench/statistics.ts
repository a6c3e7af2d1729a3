export interface Summary {
  readonly p50: number;
  readonly p99: number;
}

/** Median and 99th percentile of some milliseconds. */
export function summarise(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

/** Two decimals, aligned. */
export function show(milliseconds: number): string {
  return milliseconds.toFixed(2).padStart(8);
}

/** The smallest, the middle one and the largest of some samples. */
export function spread(samples: readonly number[]): { min: number; median: number; max: number } {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return { min: at(0), median: at(Math.floor((sorted.length - 1) / 2)), max: at(sorted.length - 1) };
}
