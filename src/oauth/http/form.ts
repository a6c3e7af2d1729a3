import { parse } from 'node:querystring';

/** The fields of a form as the library reads them: decoded leniently, every value of a repeated field kept. */
export interface Form {
  /** The value, when the field was sent exactly once. */
  one(name: string): string | undefined;
  all(name: string): readonly string[];
}

export function readForm(body: string): Form {
  const fields = parse(body);
  const all = (name: string): readonly string[] => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return value === undefined ? [] : typeof value === 'string' ? [value] : value;
  };
  return {
    all,
    one(name) {
      const [value, ...others] = all(name);
      return others.length === 0 ? value : undefined;
    },
  };
}
