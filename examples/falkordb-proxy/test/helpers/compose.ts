import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** What the tests look at in a service of a compose file. */
export interface Service {
  readonly image?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
}

export type Services = Readonly<Record<string, Service>>;
type Environment = Readonly<Record<string, string>>;

/** The compose files of the repository, from the first to the last on top. */
export const COMPOSE_FILES = ['docker-compose.yml', 'docker-compose.tenants.yml'] as const;

/** A file at the top of the repository. */
export function top(path: string): Promise<string> {
  return readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8');
}

/** One compose file as it is written. */
export async function servicesIn(file: string): Promise<Services> {
  return (parse(await top(file)) as { services: Services }).services;
}

/**
 * What `docker compose -f … -f … up` makes of compose files in an environment: variables put in, files merged.
 *
 * @throws Error with the file's own words for a variable that must be set.
 */
export async function compose(files: readonly string[], env: Environment): Promise<Services> {
  const all = await Promise.all(files.map(async (file) => interpolateAll(await servicesIn(file), env)));
  return all.reduce(mergeServices, {});
}

function interpolateAll(services: Services, env: Environment): Services {
  return JSON.parse(JSON.stringify(services), (_key, value: unknown) =>
    typeof value === 'string' ? interpolate(value, env) : value,
  );
}

/** `${NAME:-default}`, `${NAME-default}` and `${NAME:?message}` (Compose Specification, “Interpolation”). */
function interpolate(text: string, env: Environment): string {
  const variable = /\$\{([A-Z_]+)(?:(:-|-|:\?)([^}]*))?\}/g;
  return text.replace(variable, (_all, name: string, way: string | undefined, word = '') => {
    const value = env[name];
    if (way === '-') return value ?? word;
    if (value !== undefined && value !== '') return value;
    if (way === ':?') throw new Error(word);
    return word;
  });
}

/** Compose Specification, “Merge”: maps by key, lists one after the other, what is one value by the last. */
function mergeServices(under: Services, over: Services): Services {
  const names = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...names].map((name) => [name, mergeService(under[name], over[name])]));
}

function mergeService(under: Partial<Service> = {}, over: Partial<Service> = {}): Service {
  return {
    ...under,
    ...over,
    environment: { ...under.environment, ...over.environment },
    depends_on: { ...under.depends_on, ...over.depends_on },
    networks: [...new Set([...(under.networks ?? []), ...(over.networks ?? [])])],
    volumes: [...(under.volumes ?? []), ...(over.volumes ?? [])],
  };
}
