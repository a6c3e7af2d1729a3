import { ConfigurationError, type Problem } from '../errors.js';

export interface TenantRulesOptions {
  /** What a whole name must match. Default `/[A-Za-z0-9_-]+/`. */
  readonly pattern?: RegExp;
  /** Characters. Default 128. */
  readonly maxLength?: number;
  /**
   * What the backend puts between a tenant and the name of a thing, as in `${tenant}_${graph}`. Names that contain
   * it, or run into it, are refused: with `_`, graph `b_c` of tenant `a` and graph `c` of tenant `a_b` would be the same thing.
   * Default: none.
   */
  readonly separator?: string;
}

/** Which names a tenant may have. */
export interface TenantRules {
  /** What is wrong with a name, as a sentence that does not show it; `undefined` when nothing is. */
  problem(name: unknown): string | undefined;
  /** True for a name that can be used. */
  accepts(name: unknown): name is string;
}

/**
 * Rules for the names of tenants. A name is used as it stands or not at all: it is never trimmed, folded or escaped,
 * since two callers whose names become equal would share their data.
 *
 * @throws ConfigurationError when the rules themselves make no sense.
 */
export function tenantRules(options: TenantRulesOptions = {}): TenantRules {
  const { pattern = /[A-Za-z0-9_-]+/, maxLength = 128, separator } = options;
  const problems = check(options);
  if (problems.length > 0) throw new ConfigurationError(problems, 'The rules for tenants are wrong');
  const whole = new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gmy]/g, ''));
  const problem = (name: unknown): string | undefined => {
    if (name === undefined || name === null) return 'There is no tenant.';
    if (typeof name !== 'string') return 'The tenant is not a text.';
    if (name === '') return 'The tenant is empty.';
    if (name.length > maxLength) return `The tenant is longer than ${maxLength} characters.`;
    if (!whole.test(name)) return 'The tenant has characters that are not allowed.';
    if (separator !== undefined && (name + separator).indexOf(separator) < name.length) {
      return `The tenant contains ${JSON.stringify(separator)}, which the backend puts between tenant and name.`;
    }
    return undefined;
  };
  return Object.freeze({ problem, accepts: (name: unknown): name is string => problem(name) === undefined });
}

/** The claim of that name, if the claims themselves have it: never one inherited from `Object.prototype`. */
export function tenantClaim(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function check({ pattern, maxLength = 1, separator }: TenantRulesOptions): readonly Problem[] {
  const length = Number.isInteger(maxLength) && maxLength > 0;
  return [
    ...(pattern === undefined || pattern instanceof RegExp
      ? []
      : [{ place: 'tenants.pattern', message: 'It is not a regular expression.' }]),
    ...(length ? [] : [{ place: 'tenants.maxLength', message: 'It is not a whole number above 0.' }]),
    ...(separator === ''
      ? [{ place: 'tenants.separator', message: 'It is empty.', fix: 'Leave it out, or name what separates.' }]
      : []),
  ];
}
