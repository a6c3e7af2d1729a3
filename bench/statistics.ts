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
