/** How deep and how large a JSON value may be. */
export interface JsonLimits {
  readonly maxJsonDepth: number;
  readonly maxJsonItems: number;
}

/**
 * Why a parsed JSON value is refused, or `undefined`. Works without recursion, since what is too deep here
 * would overflow the stack of everything that comes later.
 */
export function jsonExcess(value: unknown, limits: JsonLimits): string | undefined {
  let level: unknown[] = [value];
  let items = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    const containers = level.filter((item): item is object => typeof item === 'object' && item !== null);
    if (depth >= limits.maxJsonDepth && containers.length > 0) {
      return `JSON is nested deeper than ${limits.maxJsonDepth} levels.`;
    }
    level = [];
    for (const container of containers) {
      const children: unknown[] = Object.values(container);
      items += children.length;
      if (items > limits.maxJsonItems) return `JSON holds more than ${limits.maxJsonItems} keys and elements.`;
      for (const child of children) level.push(child);
    }
  }
  return undefined;
}
