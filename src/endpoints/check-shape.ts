import type { Endpoint } from './endpoint.js';
import { nearestName, suggestName } from './nearest-name.js';
import { STYLE_NAMES } from './parameter-style.js';
import type { Report } from './problems.js';
import { isPlainObject, isStandardSchema } from './schema.js';

/** Which form of the map is checked: TypeScript maps may hold functions and Standard Schemas. */
export type MapForm = 'code' | 'document';

type Check = (value: unknown, place: string, report: Report) => void;

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];
const RETRY_CLASSES = ['never', 'connect-only', 'safe'];
const ANNOTATIONS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'];
const BINDING = /^(subject|tenant|clientId|claims\..+)$/;

function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
}

function expected(what: string, accepts: (value: unknown) => boolean): Check {
  return (value, place, report) => {
    if (!accepts(value)) report(place, `must be ${what}, not ${typeName(value)}.`);
  };
}

function oneOf(valid: readonly string[]): Check {
  return (value, place, report) => {
    if (typeof value === 'string' && valid.includes(value)) return;
    const fix = typeof value === 'string' ? suggestName(value, valid) : undefined;
    report(place, `must be one of ${valid.join(', ')}, not ${JSON.stringify(value) ?? typeName(value)}.`, fix);
  };
}

function record(check: Check): Check {
  return (value, place, report) => {
    if (!isPlainObject(value)) return report(place, `must be an object, not ${typeName(value)}.`);
    for (const [key, item] of Object.entries(value)) check(item, `${place}.${key}`, report);
  };
}

/** Known keys, each with its own check; the rest is reported with the nearest of those that can be given. */
function fields(checks: Readonly<Record<string, Check>>): Check {
  const known = givenKeys(checks);
  return (value, place, report) => {
    if (!isPlainObject(value)) return report(place, `must be an object, not ${typeName(value)}.`);
    for (const [key, item] of Object.entries(value)) {
      if (!Object.hasOwn(checks, key)) report(`${place}.${key}`, 'is not a known key.', suggestName(key, known));
      else if (item !== undefined) checks[key]?.(item, `${place}.${key}`, report);
    }
  };
}

const text = expected('a string that is not blank', (value) => typeof value === 'string' && value.trim() !== '');
const boolean = expected('true or false', (value) => typeof value === 'boolean');
const scalar = expected('a string, number or boolean', (value) =>
  ['string', 'number', 'boolean'].includes(typeof value),
);
const anyValue: Check = () => undefined;
const jsonSchema = expected('a JSON Schema object', isPlainObject);
const schema = expected(
  'a Standard Schema or a JSON Schema object',
  (value) => isStandardSchema(value) || isPlainObject(value),
);
const hook = expected('a function', (value) => typeof value === 'function');
/** Timers take no more; a longer one would fire at once. */
const MAX_MILLISECONDS = 2 ** 31 - 1;
const milliseconds = expected(
  `a number of milliseconds from 1 to ${MAX_MILLISECONDS}`,
  (value) => typeof value === 'number' && value >= 1 && value <= MAX_MILLISECONDS,
);
const binding = expected(
  '"subject", "tenant", "clientId" or "claims.<name>"',
  (value) => typeof value === 'string' && BINDING.test(value),
);
const scopeList = expected(
  'a list of scope names',
  (value) => Array.isArray(value) && value.every((scope) => typeof scope === 'string' && scope !== ''),
);
const onlyInCode: Check = (_value, place, report) =>
  report(place, 'is a function and cannot stand in JSON or YAML.', 'Write this endpoint in TypeScript.');

function givenKeys(checks: Readonly<Record<string, Check>>): string[] {
  return Object.keys(checks).filter((key) => checks[key] !== onlyInCode);
}

function endpointChecks(form: MapForm): Readonly<Record<string, Check>> {
  const [schemas, hooks] = form === 'code' ? [schema, hook] : [jsonSchema, onlyInCode];
  return {
    method: oneOf(METHODS),
    path: text,
    description: text,
    title: text,
    params: schemas,
    allowSlash: boolean,
    query: schemas,
    headers: schemas,
    body: schemas,
    optionalBody: boolean,
    contentType: text,
    styles: record(fields({ style: oneOf(STYLE_NAMES), explode: boolean })),
    response: schemas,
    acceptHtml: boolean,
    annotations: fields(Object.fromEntries(ANNOTATIONS.map((name) => [name, boolean]))),
    scopes: scopeList,
    retry: oneOf(RETRY_CLASSES),
    timeout: milliseconds,
    credential: hooks,
    constants: fields({ query: record(scalar), headers: record(text), body: record(anyValue) }),
    rename: record(text),
    bind: record(binding),
    request: hooks,
    format: hooks,
    mapError: hooks,
  };
}

const FIELDS = { code: endpointChecks('code'), document: endpointChecks('document') };
const CHECKS = { code: fields(FIELDS.code), document: fields(FIELDS.document) };
const KEYS = { code: givenKeys(FIELDS.code), document: givenKeys(FIELDS.document) };
const NEEDED = ['method', 'path', 'description'];
/** Stand in for what is missing or wrong, so that the rest can be checked: they cause no mistakes of their own. */
const STAND_INS = { method: 'POST', path: '/', description: '-' } as const;

/** What the shape of an endpoint came to. */
export interface Shape {
  /** All that is sound. */
  readonly endpoint: Endpoint;
  /** Keys that are wrong or missing, and those that misspelt ones were probably meant to be. */
  readonly faulty: ReadonlySet<string>;
}

/**
 * Reports everything about an endpoint that has the wrong type, is missing or unknown. What is sound is given all the
 * same: one mistake must not hide the others. `undefined` for what is no object.
 */
export function checkShape(endpoint: unknown, place: string, form: MapForm, report: Report): Shape | undefined {
  if (!isPlainObject(endpoint)) {
    report(place, `must be an object, not ${typeName(endpoint)}.`);
    return undefined;
  }
  const faulty = new Set<string>();
  const sound = Object.entries(endpoint).filter(([key, item]) => {
    let isSound = true;
    CHECKS[form]({ [key]: item }, place, (...problem) => {
      isSound = false;
      report(...problem);
    });
    if (!isSound) faulty.add(Object.hasOwn(FIELDS[form], key) ? key : (nearestName(key, KEYS[form]) ?? key));
    return isSound;
  });
  for (const key of NEEDED.filter((name) => endpoint[name] === undefined)) {
    report(`${place}.${key}`, 'is missing.');
    faulty.add(key);
  }
  // The very object, where nothing is wrong with it.
  const whole = faulty.size === 0 ? (endpoint as unknown as Endpoint) : undefined;
  return { endpoint: whole ?? { ...STAND_INS, ...Object.fromEntries(sound) }, faulty };
}
