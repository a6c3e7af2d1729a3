import { asNumber, asText, isObject } from './json.js';

/** What a query did, by name, and how long the database took. */
export interface QueryStatistics {
  /** `nodesCreated`, `propertiesSet`, …; names nobody has seen before are kept. */
  readonly statistics: Readonly<Record<string, number>>;
  readonly executionTimeMs: number | undefined;
}

/** Milliseconds in one unit. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  milliseconds: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  seconds: 1000,
  us: 0.001,
  µs: 0.001,
  microseconds: 0.001,
};

const TIME_NAME = /executiontime$/i;
/** `2.3ms`, `0.302678 milliseconds`. */
const DURATION = /^([0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?)\s*([a-zµ]+)$/i;

/** Reads a time with its unit as milliseconds; a bare number counts as milliseconds. */
export function readMilliseconds(value: unknown): number | undefined {
  if (typeof value !== 'string') return asNumber(value);
  const [, digits, unit = ''] = DURATION.exec(value.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  return digits === undefined || factor === undefined ? undefined : round(Number(digits) * factor);
}

/** Reads the statistics of either dialect: an object, or an array of texts such as `Nodes created: 1`. */
export function readStatistics(source: unknown): QueryStatistics {
  const entries = Array.isArray(source) ? source.flatMap(readLine) : Object.entries(isObject(source) ? source : {});
  const time = entries.find(([name]) => TIME_NAME.test(name));
  const counts = entries.flatMap(([name, value]) => readCount(name, value));
  return { statistics: Object.fromEntries(counts), executionTimeMs: readMilliseconds(time?.[1]) };
}

function readLine(line: unknown): [string, unknown][] {
  const [, name, value] = /^([^:]+):\s*(.*)$/.exec(asText(line) ?? '') ?? [];
  return name === undefined ? [] : [[camelCase(name), value]];
}

function readCount(name: string, value: unknown): [string, number][] {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : asNumber(value);
  return TIME_NAME.test(name) || count === undefined || !Number.isFinite(count) ? [] : [[name, count]];
}

function camelCase(name: string): string {
  const [first = '', ...rest] = name.trim().split(/\s+/);
  return first.toLowerCase() + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join('');
}

/** Turns `nodesCreated` back into `nodes created`, for reading. */
export function spellOut(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1e6) / 1e6;
}
